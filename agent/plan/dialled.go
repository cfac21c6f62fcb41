package plan

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// dialled resolves a name of one label that a program dials: the search list
// of the caller's pods completes it in their own namespace, so that a Service
// of that name in another is not the one that is called. It reports false where
// who calls is not known, or where no Service bears the name at all.
func (r *resolver) dialled(m Mention) (found []evidence.Subject, ok bool) {
	var homes, without []string
	for _, caller := range r.callers(r.from) {
		ns := evidence.Of(evidence.Namespace, "", caller.InNamespace())
		if slices.Contains(homes, ns.Name) {
			continue
		}
		homes = append(homes, ns.Name)
		places, aliased := completions(r.living(caller, ns), ns.Name, m.Name)
		if aliased {
			r.note("The pods of %s have %q in their hosts file.", caller, m.Name)
			r.target.Missing = append(r.target.Missing, "what "+m.Name+" leads to")
			return nil, true
		}
		there := len(found)
		for _, place := range places {
			if s := evidence.Of(evidence.Service, place, m.Name); r.service(s) != nil {
				found = add(found, s)
			}
		}
		if len(found) == there {
			without = append(without, ns.Name)
		}
	}
	switch {
	case len(homes) == 0:
		return nil, false
	case len(found) > 0:
		for _, ns := range without {
			r.note("Pods of namespace %s look for %q there, where no Service bears the name.", ns, m.Name)
			r.target.Missing = append(r.target.Missing, "a Service "+m.Name+" in namespace "+ns)
		}
		return found, true
	case len(see(&r.eyes, evidence.ServicesNamed, evidence.Of(evidence.Service, "", m.Name))) == 0:
		return nil, false // it need not be the name of a Service
	}
	for _, ns := range without {
		found = add(found, evidence.Of(evidence.Service, ns, m.Name))
	}
	return found, true
}

// living are a caller's pods that live: those of its workload, or all of its namespace.
func (r *resolver) living(caller, ns evidence.Subject) []corev1.Pod {
	pods := kube.Live(see(&r.eyes, evidence.Pods, ns))
	if caller.Scope == evidence.Workload {
		pods = kube.PodsOf(caller, pods)
	}
	return pods
}

// completions are the namespaces in which pods look for a name of one label:
// their own, and those that they add to their search list. It reports too
// whether their hosts file has the name, so that no search list is asked.
func completions(pods []corev1.Pod, home, name string) (namespaces []string, aliased bool) {
	namespaces = []string{home}
	for i := range pods {
		for _, a := range pods[i].Spec.HostAliases {
			aliased = aliased || slices.Contains(a.Hostnames, name)
		}
		if pods[i].Spec.DNSConfig == nil {
			continue
		}
		for _, search := range pods[i].Spec.DNSConfig.Searches {
			place, rest, _ := strings.Cut(strings.TrimSuffix(strings.ToLower(search), "."), ".")
			if rest == "svc."+clusterDomain && !slices.Contains(namespaces, place) {
				namespaces = append(namespaces, place)
			}
		}
	}
	return namespaces, aliased
}

// unsaid tells of a name of one label, found somewhere, that nobody said who
// dials it: pods of another namespace do not get there by it.
func (r *resolver) unsaid(m Mention, found []evidence.Subject) {
	if !m.Literal || len(r.from) > 0 {
		return
	}
	for _, s := range of(evidence.Service, found) {
		r.note("%q leads to %s only for pods of namespace %s; say who calls to have that examined.", m.Name, s, s.Namespace)
		if r.namespace != "" && r.namespace != s.Namespace {
			r.target.Missing = append(r.target.Missing, "a Service "+m.Name+" in namespace "+r.namespace)
		}
	}
}
