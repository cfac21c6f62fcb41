package reach

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/cilium/cilium/pkg/policy/api"
	"github.com/cilium/cilium/pkg/policy/types"
)

// Shadow is a rule that allows, all of which another denies.
type Shadow struct {
	Rule, By Rule
}

// Shadowed are the rules of a namespace that allow nothing: for each of the
// pods that such a rule selects, one rule that denies takes all of its peers
// and ports. Only what is so for any peer, known or not, is listed.
func (e *Engine) Shadowed(namespace string, pods []End) (found []Shadow, err error) {
	release, err := e.settings.hold()
	if err != nil {
		return nil, err
	}
	defer release()
	var faces []*face
	for _, p := range pods {
		if p.Sort == Pod && p.Namespace == namespace {
			faces = append(faces, e.pod(p))
		}
	}
	for i := range e.book.entries {
		allow := &e.book.entries[i]
		if allow.policy.Namespace != namespace || allow.Node || !allow.IsAllow() || allow.missing != "" && allow.missing != blockGroup {
			continue
		}
		subjects := slices.DeleteFunc(slices.Clone(faces), func(f *face) bool { return !allow.Subject.Matches(f.labels) })
		if len(subjects) == 0 || len(allow.L3)+len(allow.L4) == 0 {
			continue
		}
		for _, n := range e.book.selecting(subjects[0], allow.Ingress) {
			deny := &e.book.entries[n]
			same := deny.Tier == allow.Tier && deny.Priority == allow.Priority
			all := !slices.ContainsFunc(subjects, func(f *face) bool { return !deny.Subject.Matches(f.labels) })
			if deny.IsDeny() && same && all && e.peersWithin(allow, deny) && portsWithin(allow.L4, deny.L4) {
				found = append(found, Shadow{Rule{Policy: allow.policy, Section: allow.section}, Rule{Policy: deny.policy, Section: deny.section, Denies: true}})
				break
			}
		}
	}
	return found, nil
}

// peersWithin reports whether each peer of a rule is surely one of another's.
func (e *Engine) peersWithin(narrow, wide *entry) bool {
	if len(wide.L3) == 0 {
		return len(wide.L4) > 0 // without peers and ports it denies nothing
	}
	if len(narrow.L3) == 0 {
		return slices.ContainsFunc(wide.L3, types.Selector.IsWildcard)
	}
	return !slices.ContainsFunc(narrow.L3, func(n types.Selector) bool {
		return !slices.ContainsFunc(wide.L3, func(w types.Selector) bool { return e.within(n, w) })
	})
}

func (e *Engine) within(narrow, wide types.Selector) bool {
	if wide.IsWildcard() || wide.Key() == narrow.Key() {
		return true
	}
	w, byLabels := wide.(*types.LabelSelector)
	n, both := narrow.(*types.LabelSelector)
	blocks, outer := narrow.GetCIDRPrefixes(), wide.GetCIDRPrefixes()
	_, named := narrow.GetFQDNSelector()
	switch {
	case byLabels && both:
		return subset(requirements(w), requirements(n))
	case byLabels && (named || len(blocks) > 0): // both are outside the cluster
		return len(e.settings.matches()) == 0 && e.settings.ipv4 != e.settings.ipv6 && slices.Equal(requirements(w), []string{"reserved:world="})
	case len(outer) == 1 && len(blocks) > 0: // the first is the block, the others are excepted
		return outer[0].Bits() <= blocks[0].Bits() && outer[0].Contains(blocks[0].Addr())
	}
	return false
}

// requirements are those of a selector, each as a word.
func requirements(s *types.LabelSelector) (list []string) {
	text, err := s.MarshalJSON()
	var read struct {
		MatchLabels      map[string]string
		MatchExpressions []json.RawMessage
	}
	if err != nil || json.Unmarshal(text, &read) != nil {
		return []string{s.Key()}
	}
	for k, v := range read.MatchLabels {
		list = append(list, k+"="+v)
	}
	for _, m := range read.MatchExpressions {
		list = append(list, string(m))
	}
	return list
}

// subset reports whether all requirements are among others. A label of any
// source is required where one of Kubernetes is.
func subset(some, of []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool {
		label, anySource := strings.CutPrefix(s, "any:")
		return !slices.Contains(of, s) && (!anySource || !slices.Contains(of, "k8s:"+label))
	})
}

func portsWithin(narrow, wide api.PortRules) bool {
	if len(wide) == 0 {
		return true
	}
	if len(narrow) == 0 {
		return false
	}
	for _, n := range narrow {
		if len(n.Ports) == 0 || slices.ContainsFunc(n.Ports, func(p api.PortProtocol) bool {
			return !slices.ContainsFunc(wide, func(w api.PortRule) bool {
				return slices.ContainsFunc(w.Ports, func(o api.PortProtocol) bool { return portWithin(p, o) })
			})
		}) {
			return false
		}
	}
	return true
}

func portWithin(narrow, wide api.PortProtocol) bool {
	anyProtocol := wide.Protocol == "" || wide.Protocol == api.ProtoAny
	if !anyProtocol && !strings.EqualFold(string(narrow.Protocol), string(wide.Protocol)) {
		return false
	}
	if wide.Port == "0" || wide.Port == "" || narrow.Port == wide.Port && narrow.EndPort == wide.EndPort {
		return true
	}
	first, err := strconv.ParseInt(narrow.Port, 10, 32)
	from, errFrom := strconv.ParseInt(wide.Port, 10, 32)
	last, to := max(first, int64(narrow.EndPort)), max(from, int64(wide.EndPort))
	return err == nil && errFrom == nil && first > 0 && from <= first && last <= to
}
