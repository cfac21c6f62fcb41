package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// outward says of a question about something outside the cluster that the way
// there was not seen: Azure's network, and whoever answers at its end.
func (r *resolver) outward(to []evidence.Subject) {
	asked := func(list ...checks.Symptom) bool {
		return slices.ContainsFunc(list, func(s checks.Symptom) bool { return slices.Contains(r.symptoms, s) })
	}
	if r.entrance() || !asked(checks.EgressBlocked, checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent) {
		return
	}
	inside := slices.ContainsFunc(to, func(s evidence.Subject) bool { return s.Scope != evidence.Host })
	switch hosts := of(evidence.Host, to); {
	case len(hosts) > 0 && !inside:
		r.target.Missing = append(r.target.Missing, "anything that shows the way out of the cluster to "+checks.Clean(hosts[0].Name, 100))
	case len(hosts) == 0 && asked(checks.EgressBlocked):
		r.target.Missing = append(r.target.Missing, "anything that shows the way out of the cluster")
	}
}
