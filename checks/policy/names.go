package policy

import (
	"strconv"
	"strings"

	"github.com/cilium/cilium/pkg/fqdn/matchpattern"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// dnsRules are the names that a DNS proxy lets through, as rules write them.
func dnsRules(beyond []string) (patterns []string) {
	for _, b := range beyond {
		if p, ok := strings.CutPrefix(b, "DNS "); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// namesOnly are the names that queries are confined to; none where any passes.
func namesOnly(beyond []string) []string {
	patterns := dnsRules(beyond)
	for _, p := range patterns {
		if p == "*" || p == "" {
			return nil
		}
	}
	return patterns
}

// covers reports whether a proxy's rules let a name through.
func covers(beyond []string, host string) bool {
	for _, p := range dnsRules(beyond) {
		matcher, err := matchpattern.Validate(p)
		if err == nil && matcher.MatchString(strings.ToLower(strings.TrimSuffix(host, "."))+".") {
			return true
		}
	}
	return false
}

// cilium is a Cilium policy by its name.
func (l *law) cilium(name reach.Policy) *evidence.CiliumPolicy {
	for i := range l.Rules.CiliumPolicies {
		if ruleset.NameOf(&l.Rules.CiliumPolicies[i]) == name {
			return &l.Rules.CiliumPolicies[i]
		}
	}
	return nil
}

// seeLookups is the rule that sends a pod's queries through the DNS proxy.
func seeLookups(s step) object {
	return object{
		"toEndpoints": []object{matching(object{"k8s:io.kubernetes.pod.namespace": s.to.Namespace, "k8s:k8s-app": "kube-dns"})},
		"toPorts": []object{{
			"ports": []object{{"port": strconv.Itoa(int(s.port.Number)), "protocol": "ANY"}},
			"rules": object{"dns": []object{{"matchPattern": "*"}}},
		}},
	}
}
