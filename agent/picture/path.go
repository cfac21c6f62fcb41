package picture

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Hop is a part of the path from who calls to what is called.
type Hop struct {
	Role    string   `json:"role"`
	Names   []string `json:"names"`          // of what stands there
	More    int      `json:"more,omitempty"` // names that are left out
	Verdict string   `json:"verdict"`
	// Partly says that not all that was asked of it could be seen, though
	// nothing that the question demands is missing.
	Partly  bool   `json:"partly,omitempty"`
	Passed  int    `json:"passed,omitempty"`
	Failed  int    `json:"failed,omitempty"`
	Unknown int    `json:"unknown,omitempty"`
	Says    string `json:"says,omitempty"` // of the failure, or of what is demanded and unknown
	// Checks are the areas of its checks, by which a reader finds their findings.
	Areas []string `json:"areas"`
}

const mostNames = 3

// part is a hop, and which findings are about it.
type part struct {
	role  string
	areas []string
	of    func(report.Finding) bool // nil is all of the areas
	names []evidence.Subject
	fixed string // a name where no subject has one
}

func path(t plan.Target, r *report.Report) (hops []Hop) {
	caller, target := ends(t.Caller), ends(t.Target)
	one := slices.Equal(t.Caller, t.Target)
	about := func(list []evidence.Subject) func(report.Finding) bool {
		return func(f report.Finding) bool { return slices.Contains(list, f.Subject) }
	}
	notOf := func(f report.Finding) bool {
		return f.Subject.Scope != evidence.Workload || !slices.Contains(caller, f.Subject) || one
	}
	own := []string{"workload", "socket", "egress"}
	parts := []part{
		{"Name", []string{"dns"}, nil, hosts(t), "cluster DNS"},
		{"Network policy", []string{"policy", "flow", "mtls"}, nil, nil, "policies and flows"},
		{"Entry", []string{"ingress"}, nil, scoped(t.Target, evidence.Ingress, evidence.Gateway, evidence.HTTPRoute), "ingress"},
		{"Service", []string{"service"}, nil, scoped(t.Target, evidence.Service), "service"},
		{"Called", own, notOf, scoped(target, evidence.Workload, evidence.Namespace), "workloads"},
		{"Nodes", []string{"node", "kernel", "nic", "ipam", "cilium", "hubble"}, nil, scoped(t.Target, evidence.Node), "nodes"},
	}
	if !one {
		parts = slices.Insert(parts, 0, part{"Caller", own, about(caller), scoped(caller, evidence.Workload, evidence.Namespace), "caller"})
	}
	for _, p := range parts {
		if h := p.hop(r); h.Passed+h.Failed+h.Unknown > 0 {
			hops = append(hops, h)
		}
	}
	return hops
}

// ends are an end's subjects, but for nodes, which both ends may share.
func ends(list []evidence.Subject) (found []evidence.Subject) {
	for _, s := range list {
		if s.Scope != evidence.Node && s.Scope != evidence.Cluster {
			found = append(found, s)
		}
	}
	return found
}

func scoped(list []evidence.Subject, scopes ...evidence.Scope) (found []evidence.Subject) {
	for _, scope := range scopes {
		for _, s := range list {
			if s.Scope == scope {
				found = append(found, s)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

func hosts(t plan.Target) []evidence.Subject { return scoped(t.Named, evidence.Host) }

func (p part) hop(r *report.Report) Hop {
	h := Hop{Role: p.role, Verdict: checks.Unknown.String(), Areas: p.areas}
	for i, s := range p.names {
		if i == mostNames {
			h.More = len(p.names) - mostNames
			break
		}
		h.Names = append(h.Names, s.String())
	}
	if h.Names == nil {
		h.Names = []string{p.fixed}
	}
	demanded := false
	for _, f := range r.Findings {
		area, _, _ := strings.Cut(f.Check, ".")
		if !slices.Contains(p.areas, area) || p.of != nil && !p.of(f) {
			continue
		}
		switch f.Verdict {
		case checks.Pass:
			h.Passed++
		case checks.Fail:
			if h.Failed++; h.Failed == 1 {
				h.Says = f.Subject.String() + ": " + f.Says
			}
		case checks.Unknown:
			h.Unknown++
			if f.Required && !demanded && h.Failed == 0 {
				demanded, h.Says = true, f.Subject.String()+": "+f.Says
			}
		case checks.Skip:
		}
	}
	switch {
	case h.Failed > 0:
		h.Verdict = checks.Fail.String()
	case !demanded && h.Passed > 0:
		h.Verdict, h.Partly = checks.Pass.String(), h.Unknown > 0
	}
	return h
}
