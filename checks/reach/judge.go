package reach

import (
	"fmt"
	"math"
	"slices"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/policy"
)

// judge resolves the policies of one subject against one peer.
func (e *Engine) judge(subject, peer *face, q question) (Side, error) {
	proto, err := number(q.port.Protocol)
	if err != nil {
		return Side{}, err
	}
	if q.port.Number == 0 {
		return Side{}, fmt.Errorf("policies cannot be asked without a port")
	}
	which := e.book.selecting(subject, q.ingress)
	s := Side{Selecting: e.policies(which)}
	if e.dataplane == Unidentified && len(which) > 0 {
		s.Why = "what enforces policies is not known"
		return s, nil
	}
	if s.Why = e.strange(q.other); s.Why != "" && len(which) > 0 {
		return s, nil
	}
	s.Why = ""
	r := newResolver(e, subject, peer)
	resolved, err := r.policy(which)
	if err != nil {
		return s, err
	}
	key := policy.EgressKey()
	if q.ingress {
		key = policy.IngressKey()
	}
	verdict, meta, found := resolved.Lookup(key.WithIdentity(r.peer.ID).WithPortProto(proto, q.port.Number))
	numbers, derived := e.book.origin(meta.LabelArray())
	s.Rules = e.rules(numbers, peer)
	s.Verdict = Allowed
	switch {
	case e.settings.enforcement == option.NeverEnforce:
		s.Basis, s.Selecting = Off, nil
	case verdict.IsDeny() && len(s.Rules) > 0:
		s.Verdict, s.Basis = Denied, ByDeny
	case verdict.IsDeny():
		s.Verdict, s.Basis, s.Selecting = Denied, ByDefault, e.policies(slices.DeleteFunc(which, func(n int) bool { return !e.book.entries[n].DefaultDeny }))
	case len(which) == 0 && derived != localhost:
		s.Basis = NoPolicy
	case len(s.Rules) > 0:
		s.Basis = ByRule
	case derived == localhost:
		s.Basis = OwnNode
	case found:
		s.Basis = OpenDefault
	}
	if unsure := e.unsure(which, s, peer); unsure != "" {
		return Side{Selecting: s.Selecting, Why: unsure}, nil
	}
	if verdict.IsRedirectEntry() {
		s.Beyond = e.beyond(numbers, q.port)
	}
	if s.Verdict == Denied && e.settings.audit {
		s.Verdict, s.Basis = Allowed, OnlyAudited
	}
	return s, nil
}

// localhost is how Cilium marks the rule that it adds for a pod's own node.
var localhost = policy.LabelsLocalHostIngress[0].Value

// unsure says which rule might change a verdict, if its peers were known: one
// that allows might open what nothing else allows, and one that denies might
// take away what another allows. Pods are in no group of addresses.
func (e *Engine) unsure(which []int, s Side, peer *face) string {
	for _, n := range which {
		entry := &e.book.entries[n]
		if entry.missing == blockGroup && peer.namespace != "" && !slices.Contains(e.settings.matches(), "pods") {
			continue
		}
		if entry.missing != "" && (entry.IsDeny() && s.Verdict == Allowed || !entry.IsDeny() && s.Basis == ByDefault) {
			return Rule{Policy: entry.policy, Section: entry.section}.String() + " may decide, and what its " + entry.missing + " stands for was not read"
		}
	}
	return ""
}

func (e *Engine) policies(which []int) (list []Policy) {
	for _, n := range which {
		if p := e.book.entries[n].policy; !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// rules are the deciding entries, each with the selector that fits the peer.
func (e *Engine) rules(numbers []int, peer *face) (list []Rule) {
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		entry := &e.book.entries[n]
		r := Rule{Policy: entry.policy, Section: entry.section, Denies: entry.IsDeny()}
		for _, s := range entry.L3 {
			if s.Matches(peer.labels) {
				_, r.ByName = s.GetFQDNSelector()
				r.Peer = words(s)
				break
			}
		}
		list = append(list, r)
	}
	return list
}

// numbered gives faces their numbers: equal labels are one identity.
func numbered(f *face, n int) *identity.Identity {
	id := f.scope
	switch {
	case id >= fixed:
		id -= fixed
	case id == identity.IdentityScopeGlobal:
		id = identity.MinimalNumericIdentity + identity.NumericIdentity(n)
	default:
		id += identity.MinAllocatorLocalIdentity + identity.NumericIdentity(n)
	}
	return &identity.Identity{ID: id, LabelArray: f.labels, Labels: f.labels.Labels()}
}

func alike(a, b *face) bool { return a.scope == b.scope && equal(a.labels, b.labels) }

func equal(a, b labels.LabelArray) bool {
	return len(a) == len(b) && a.Contains(b) && b.Contains(a)
}

const everyRedirect = math.MaxUint16
