package flow

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// byPolicy reports whether a policy dropped a packet.
func byPolicy(f *hubble.Flow) bool {
	return isDrop(f) && (f.Group() == hubble.ByPolicy || f.Group() == hubble.Filter)
}

// blamePolicy names the policy that dropped, or else the workload whose
// policies were asked.
func blamePolicy(c *checks.Context, f *hubble.Flow) {
	enforcer := ownerOf(f.Enforcer())
	if len(f.Policies) > 0 {
		p := f.Policies[0]
		c.Blame(p.Kind, p.Namespace, p.Name)
	} else if enforcer.Name != "" {
		c.Blame(enforcer.Kind, enforcer.Namespace, enforcer.Name)
	}
	if enforcer.Namespace != "" {
		c.Set("enforcer", enforcer.Namespace)
		c.Relate(enforcer)
	}
}

// ruled says which policies were asked.
func ruled(f *hubble.Flow) string {
	if f.Group() == hubble.Filter {
		return "were dropped by a rule of iptables on the node"
	}
	direction := f.Direction
	if direction == "" {
		direction = "network"
	}
	said := "were dropped by the " + direction + " policies of " + f.Enforcer().String()
	if f.Reason == hubble.PolicyDenied && len(f.Policies) == 0 {
		return said + ", none of which allows it"
	}
	var names []string
	for _, p := range f.Policies {
		names = append(names, p.String())
	}
	if len(names) == 0 {
		return said
	}
	return said + ": " + strings.Join(names, ", ")
}

// serviceOf is the Service that an end's address belongs to.
func serviceOf(e hubble.End) evidence.Subject {
	namespace, name, found := strings.Cut(e.Service, "/")
	if !found {
		return evidence.Subject{}
	}
	return evidence.Of(evidence.Service, namespace, name)
}
