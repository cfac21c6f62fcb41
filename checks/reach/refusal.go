package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// refusal is a policy that Cilium does not take, and the ends that it would
// have governed as far as that can be told. Cilium goes on without the policy,
// or with what it was before; which of the two is not recorded.
type refusal struct {
	Refusal
	selects selects
}

// selects reports whether a policy governs an end, or may.
type selects func(End) bool

func anySubject(End) bool { return true }

// mayChange lists the refused policies that might change a verdict about an end.
func (e *Engine) mayChange(end End) (found []Policy) {
	for _, r := range e.refused {
		if (r.Namespace == "" || r.Namespace == end.Namespace) && r.selects(end) {
			found = append(found, r.Policy)
		}
	}
	return found
}

func subjectOfStandard(p *networkingv1.NetworkPolicy) selects {
	return byLabels(&p.Spec.PodSelector, Pod)
}

// subjectOfCilium is whom the rules of a Cilium policy select, by those keys
// of their selectors that are plain labels.
func subjectOfCilium(p *evidence.CiliumPolicy) selects {
	rules := slices.Clone(p.Specs)
	if p.Spec != nil {
		rules = append(rules, *p.Spec)
	}
	return func(end End) bool {
		return len(rules) == 0 || slices.ContainsFunc(rules, func(r evidence.CiliumRule) bool {
			return r.EndpointSelector == nil && r.NodeSelector == nil ||
				r.EndpointSelector != nil && byLabels(plain(*r.EndpointSelector), Pod)(end) || r.NodeSelector != nil && byLabels(plain(*r.NodeSelector), Node)(end)
		})
	}
}

func byLabels(s *metav1.LabelSelector, sort Sort) selects {
	compiled, err := metav1.LabelSelectorAsSelector(s)
	return func(end End) bool {
		return end.Sort == sort && (err != nil || compiled.Matches(labels.Set(end.Labels)))
	}
}

// plain is the part of a Cilium selector whose keys are labels of the pod or
// node itself; the rest only narrows it.
func plain(s metav1.LabelSelector) *metav1.LabelSelector {
	known := &metav1.LabelSelector{MatchLabels: map[string]string{}}
	own := func(key string) (string, bool) {
		if origin, rest, found := strings.Cut(key, ":"); found {
			return rest, (origin == "k8s" || origin == "any") && !strings.HasPrefix(rest, "io.")
		}
		return key, !strings.HasPrefix(key, "io.")
	}
	for k, v := range s.MatchLabels {
		if key, ok := own(k); ok {
			known.MatchLabels[key] = v
		}
	}
	for _, m := range s.MatchExpressions {
		if key, ok := own(m.Key); ok {
			m.Key = key
			known.MatchExpressions = append(known.MatchExpressions, m)
		}
	}
	return known
}

// guard turns a panic of Cilium's into an error: it panics on what an API
// server would not have let in, and a bundle may hold anything.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot be evaluated: %v", r)
		}
	}()
	return f()
}
