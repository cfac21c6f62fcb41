package flow

import (
	"encoding/json"
	"regexp"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

var (
	portName  = regexp.MustCompile(`"port":\s*"[^"0-9]`)
	portRange = regexp.MustCompile(`"endPort":\s*[1-9]`)
)

// aged reports whether an allowance may rest on what the cluster's Cilium does
// not know, being older than the path engine: ranges of ports before 1.17, and
// before 1.20 names of ports on the way out, where pods differ in them.
func aged(c *checks.Context, set *ruleset.Set, side reach.Side, ingress bool) bool {
	minor, _ := kube.CiliumMinor(kube.AgentImage(evidence.CiliumDaemonSet.Of(c))) // 0 where the image does not tell: it may be any
	return side.Verdict == reach.Allowed && side.Basis == reach.ByRule && !slices.ContainsFunc(side.Rules, func(r reach.Rule) bool {
		text := written(set, r.Policy)
		return (minor >= 17 || !portRange.Match(text)) && (minor >= 20 || ingress || !portName.Match(text))
	})
}

// written is a policy as JSON.
func written(set *ruleset.Set, name reach.Policy) []byte {
	for _, p := range set.Rules.NetworkPolicies {
		if name == (reach.Policy{Kind: "NetworkPolicy", Namespace: p.Namespace, Name: p.Name}) {
			data, err := json.Marshal(p.Spec)
			if err != nil {
				panic(err) // plain data always marshals
			}
			return data
		}
	}
	for i := range set.Rules.CiliumPolicies {
		if p := &set.Rules.CiliumPolicies[i]; ruleset.NameOf(p) == name {
			return p.Raw
		}
	}
	return nil
}
