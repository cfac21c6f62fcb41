package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Target is what a question is about, as objects of the cluster.
type Target struct {
	// Caller and Target are the subjects at each end. Where the question names
	// one end only, both hold the same.
	Caller []evidence.Subject `json:"caller,omitempty"`
	Target []evidence.Subject `json:"target,omitempty"`
	// Named are the subjects that the question's words themselves resolved to.
	Named []evidence.Subject `json:"named,omitempty"`
	// Beside are subjects of the target that nobody can have called: what is
	// wrong with them explains nothing that was asked.
	Beside []evidence.Subject `json:"beside,omitempty"`
	// Far are nodes of which only the list of all nodes is asked, where there are many.
	Far []evidence.Subject `json:"far,omitempty"`
	// Calls are who calls which Service or host, and the ports that are called.
	Calls []evidence.Subject `json:"calls,omitempty"`
	// Notes say what the words were taken to mean, and what was left out.
	Notes []string `json:"notes,omitempty"`
	// Missing are words that name nothing that could be found.
	Missing []string `json:"missing,omitempty"`
	// Unread are the readings that the resolution itself lacked.
	Unread []evidence.Gap `json:"unread,omitempty"`
}

// crowd reports whether the caller is said by its namespace alone.
func (t Target) crowd() bool {
	return slices.ContainsFunc(t.Named, func(s evidence.Subject) bool {
		return s.Scope == evidence.Namespace && slices.Contains(t.Caller, s)
	})
}

// whole reports whether the question is about the cluster itself.
func (t Target) whole() bool {
	return slices.Contains(t.Target, evidence.TheCluster) || slices.Contains(t.Caller, evidence.TheCluster)
}

// Large reports whether there are more nodes than are examined one by one.
func (t Target) Large() bool { return len(t.Far) > 0 }

// fewNodes are read of one by one where the question is about the cluster.
const fewNodes = 10

// listed reports whether lists of all nodes are read in the place of what they hold of one.
func (t Target) listed() bool {
	return t.Large() || t.whole() && len(of(evidence.Node, t.Target))+len(of(evidence.Node, t.Caller)) > fewNodes
}

// Concerns reports whether a finding is about what the question asks: not of a
// subject beside it, and not confined to host names other than those asked.
func (t Target) Concerns(f checks.Finding) bool {
	if slices.Contains(t.Beside, f.Subject) {
		return false
	}
	asked := of(evidence.Host, t.Named)
	return len(asked) == 0 || len(f.Hosts) == 0 || slices.ContainsFunc(asked, func(host evidence.Subject) bool {
		return slices.ContainsFunc(f.Hosts, func(pattern string) bool { return claims(pattern, host.Name) })
	})
}

// ends are the subjects that a question about a call asks of more closely: what
// is called and the workloads behind it, who calls, and the call where it is of
// a port.
func (t Target) ends(s evidence.Subject) (list []evidence.Subject) {
	callee := s.Callee().Object()
	list = append(list, callee)
	if s.Scope != evidence.Call {
		return list
	}
	caller := s.Caller()
	list = add(list, evidence.CallOf(caller, callee))
	for _, w := range of(evidence.Workload, t.Target) {
		if callee.Scope == evidence.Service && w.Namespace == callee.Namespace {
			list = add(list, w)
		}
	}
	for _, w := range of(evidence.Workload, t.Caller) {
		if w == caller || caller.Scope == evidence.Namespace && w.Namespace == caller.Name {
			list = add(list, w)
		}
	}
	return list
}

// add appends subjects that are not there yet.
func add(list []evidence.Subject, more ...evidence.Subject) []evidence.Subject {
	if len(list)*len(more) > 10_000 {
		return addMany(list, more)
	}
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// addMany does the same of the nodes of a large cluster.
func addMany(list, more []evidence.Subject) []evidence.Subject {
	there := make(map[evidence.Subject]bool, len(list)+len(more))
	for _, s := range list {
		there[s] = true
	}
	for _, s := range more {
		if !there[s] {
			there[s] = true
			list = append(list, s)
		}
	}
	return list
}

// of are the subjects of a scope.
func of(scope evidence.Scope, list []evidence.Subject) (found []evidence.Subject) {
	for _, s := range list {
		if s.Scope == scope {
			found = append(found, s)
		}
	}
	return found
}
