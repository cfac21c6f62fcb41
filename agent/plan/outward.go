package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// outward says of a question about something outside the cluster that the way
// there was not seen: Azure's network, and whoever answers at its end. Where it is
// known who calls which host, a check of their flows is required in its place.
func (r *resolver) outward(to []evidence.Subject) {
	asked := func(list ...checks.Symptom) bool {
		return slices.ContainsFunc(list, func(s checks.Symptom) bool { return slices.Contains(r.symptoms, s) })
	}
	if r.entrance() || !asked(checks.EgressBlocked, checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent) {
		return
	}
	called := func(host evidence.Subject) bool {
		return slices.ContainsFunc(r.target.Calls, func(c evidence.Subject) bool { return c.Callee() == host })
	}
	inside := slices.ContainsFunc(to, func(s evidence.Subject) bool { return s.Scope != evidence.Host })
	switch hosts := of(evidence.Host, to); {
	case len(hosts) > 0 && !inside && !slices.ContainsFunc(hosts, called):
		r.target.Missing = append(r.target.Missing, "anything that shows the way out of the cluster to "+checks.Clean(hosts[0].Name, 100))
	case len(hosts) == 0 && asked(checks.EgressBlocked):
		r.target.Missing = append(r.target.Missing, "anything that shows the way out of the cluster")
	}
}
