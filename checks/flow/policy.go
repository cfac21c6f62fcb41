package flow

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/reach"
)

// byPolicy reports whether a policy dropped a packet.
func byPolicy(f *hubble.Flow) bool {
	return isDrop(f) && (f.Group() == hubble.ByPolicy || f.Group() == hubble.Filter)
}

// goingDropped reports whether a policy dropped what a caller sent.
func goingDropped(f *hubble.Flow) bool { return byPolicy(f) && !f.Reply }

// tellDrops says of drops by policies that they are a fault, unless they are
// stale, the like came through since, or the policies as they are allow it: then
// what dropped it may be gone, and it is asked whether it goes on. Where there are
// none, it says so.
func tellDrops(c *checks.Context, all, drops seen, none string, now held) {
	if blind(c, all) {
		return
	}
	if len(drops.rows) == 0 {
		nothing(c, all, none)
		return
	}
	for _, alike := range drops.apart(func(f *hubble.Flow) string { return pair(f) + ruled(f) + f.Why() }) {
		f := alike.rows[0]
		said := fmt.Sprintf("%s (%s)", alike.sentence(ruled(f)), f.Why())
		var side reach.Side
		if now != nil {
			side = now(c, f)
		}
		switch why := alike.stale(1); {
		case all.since(f, alike.last()):
			c.Pass("%s; others alike came through since", said)
		case why != "":
			c.Unknown("%s, %s", said, why)
		case side.Verdict == reach.Allowed:
			c.Relate(callOf(c, f))
			c.Unknown("%s, though the policies as they were read allow it (%s): whether it goes on is not known", said, side.Basis)
		default:
			if side.Verdict == reach.Denied {
				said += "; the policies as they were read say the same"
			}
			blamePolicy(c, f)
			c.Set("pod", ownPod(c, f))
			relate(c, ownerOf(f.Client), ownerOf(f.Server))
			c.Fail("%s", said)
		}
	}
}

// callOf is the call that a flow is of: the one that is asked about, or that of
// a workload to the cluster's DNS.
func callOf(c *checks.Context, f *hubble.Flow) evidence.Subject {
	if c.Subject().Scope == evidence.Call {
		return c.Subject()
	}
	return evidence.CallOf(ownerOf(f.Client), evidence.Of(evidence.Service, "kube-system", "kube-dns"))
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
