package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// resolver turns mentions into subjects by asking the API.
type resolver struct {
	eyes
	symptoms  []checks.Symptom
	namespace string             // the one that the operator gave, "" if none
	from      []evidence.Subject // who calls, once that is known
	target    Target
}

// Resolve finds what a reading's words name in the cluster. The namespace is
// where unqualified names are looked for first; it may be empty.
func Resolve(ctx context.Context, look Look, reading Reading, namespace string) Target {
	r := &resolver{eyes: eyes{ctx: ctx, look: look}, symptoms: reading.Symptoms, namespace: namespace}
	var hints []string
	if namespace != "" {
		hints = []string{namespace}
	}
	from := r.all(reading.From, hints)
	for _, s := range from {
		if ns := s.InNamespace(); ns != "" && !slices.Contains(hints, ns) {
			hints = append(hints, ns)
		}
	}
	r.from = from
	to := r.all(reading.To, hints)
	r.target.Named = add(slices.Clone(from), to...)
	if len(from)+len(to)+len(r.target.Missing) == 0 {
		to = r.unnamed()
	}
	r.target.Caller, r.target.Target = r.expand(from), r.expand(to)
	if len(reading.To) == 0 && len(from) > 0 {
		r.target.Target = r.target.Caller
	}
	if len(reading.From) == 0 {
		r.target.Caller = r.target.Target
	}
	if len(reading.To) > 0 && !slices.ContainsFunc(reading.Symptoms, func(s checks.Symptom) bool { return !slices.Contains(calls, s) }) {
		// Nobody calls a Job: one that fails beside what is called explains nothing.
		r.target.Target = slices.DeleteFunc(slices.Clone(r.target.Target), func(s evidence.Subject) bool {
			return s.Scope == evidence.Workload && s.Kind == "Job" && !slices.Contains(to, s)
		})
		for _, ns := range of(evidence.Namespace, to) {
			r.target.Beside = add(r.target.Beside, r.uncalled(ns)...)
		}
	}
	r.target.Calls = r.calls(from, to, reading.To)
	r.outward(to)
	r.target.Unread = r.gaps
	return r.target
}

// calls are the symptoms of something that is called and does not answer.
var calls = []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent, checks.IngressUnreachable}

// unnamed is what a question that names nothing is about.
func (r *resolver) unnamed() []evidence.Subject {
	if r.namespace != "" {
		r.note("The question names nothing: namespace %s is examined.", r.namespace)
		return r.namespaced(Mention{Kind: "namespace", Name: r.namespace})
	}
	r.note("The question names nothing: the cluster's own network components and nodes are examined, no application.")
	return []evidence.Subject{evidence.TheCluster}
}

func (r *resolver) all(mentions []Mention, hints []string) (found []evidence.Subject) {
	for _, m := range mentions {
		found = add(found, r.resolve(m, hints)...)
	}
	return found
}

func (r *resolver) note(format string, args ...any) {
	r.target.Notes = append(r.target.Notes, checks.Clean(fmt.Sprintf(format, args...), 400))
}

func (r *resolver) miss(m Mention, where string) []evidence.Subject {
	what := strings.TrimSpace(m.Kind + " " + m.Name)
	r.target.Missing = append(r.target.Missing, checks.Clean(what, 100))
	r.note("Nothing named %q was found %s.", what, where)
	return nil
}

// resolve finds one mention.
func (r *resolver) resolve(m Mention, hints []string) []evidence.Subject {
	switch m.Kind {
	case "namespace":
		return r.namespaced(m)
	case "node":
		if len(see(&r.eyes, evidence.NodeObject, evidence.Of(evidence.Node, "", m.Name))) == 0 {
			return r.miss(m, "among the nodes")
		}
		return []evidence.Subject{evidence.Of(evidence.Node, "", m.Name)}
	case "host":
		return r.host(m)
	case "ip":
		return r.address(m)
	}
	if m.Literal {
		if found, ok := r.dialled(m); ok {
			return found
		}
	}
	if m.Name == "" {
		return r.namespaced(Mention{Kind: "namespace", Name: m.Namespace})
	}
	if m.Namespace != "" {
		if found := r.within(m, m.Namespace); len(found) > 0 {
			return found
		}
		return r.stated(m)
	}
	var found []evidence.Subject
	for _, ns := range hints {
		found = add(found, r.within(m, ns)...)
		if ns == r.namespace && len(found) > 0 {
			break // the operator said where
		}
	}
	if len(found) > 0 {
		return r.alsoNamespace(m, found)
	}
	if r.namespace != "" {
		r.note("Nothing named %q was found in namespace %s; it was looked for in all others.", m.Name, r.namespace)
	}
	found = r.anywhere(m)
	r.unsaid(m, found)
	return found
}

// namespaced resolves a namespace.
func (r *resolver) namespaced(m Mention) []evidence.Subject {
	var near []string
	for _, n := range see(&r.eyes, evidence.Namespaces, evidence.TheCluster) {
		if n.Name == m.Name {
			return []evidence.Subject{evidence.Of(evidence.Namespace, "", m.Name)}
		}
		if kube.Alike(n.Name, m.Name) {
			near = append(near, n.Name)
		}
	}
	if !r.saw(evidence.Namespaces.Meta) {
		r.note("Whether namespace %s exists could not be read; it is taken at its word.", m.Name)
		return []evidence.Subject{evidence.Of(evidence.Namespace, "", m.Name)}
	}
	where := "among the namespaces"
	if len(near) > 0 {
		where += " (did you mean " + checks.Names(near) + "?)"
	}
	return r.miss(m, where)
}

func (r *resolver) saw(kind *evidence.Meta) bool {
	return !slices.ContainsFunc(r.gaps, func(g evidence.Gap) bool { return g.Kind == kind.Name })
}

// stated takes a name at the operator's word: that it does not exist is a
// finding, not a failure to understand.
func (r *resolver) stated(m Mention) []evidence.Subject {
	switch m.Kind {
	case "", "service":
		return []evidence.Subject{evidence.Of(evidence.Service, m.Namespace, m.Name)}
	case "deployment", "statefulset", "daemonset", "job", "pod":
		return []evidence.Subject{evidence.WorkloadOf(workloadKinds[m.Kind], m.Namespace, m.Name)}
	case "workload":
		return []evidence.Subject{evidence.WorkloadOf("Deployment", m.Namespace, m.Name)}
	}
	return r.miss(m, "in namespace "+m.Namespace)
}

var workloadKinds = map[string]string{
	"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet", "job": "Job", "pod": "Pod",
}

// alsoNamespace says that a namespace bears the same name as what was found
// nearer, and examines it too.
func (r *resolver) alsoNamespace(m Mention, found []evidence.Subject) []evidence.Subject {
	if m.Kind != "" {
		return found
	}
	for _, n := range see(&r.eyes, evidence.Namespaces, evidence.TheCluster) {
		if n.Name == m.Name && found[0].InNamespace() != m.Name {
			r.note("%q names %s and also namespace %s: both are examined.", m.Name, found[0], m.Name)
			return append(found, evidence.Of(evidence.Namespace, "", m.Name))
		}
	}
	return found
}
