package report

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// waived reports whether a question is answered without a finding that lacks
// nothing but a part of Netwhy that is not installed. Loss and delay are not:
// no object of the Kubernetes API tells of them.
func waived(f checks.Finding, kinds map[string]*evidence.Meta, symptoms []checks.Symptom) bool {
	if f.Verdict != checks.Unknown || len(f.Gaps) == 0 || slices.Contains(symptoms, checks.PacketLoss) || slices.Contains(symptoms, checks.Latency) {
		return false
	}
	return !slices.ContainsFunc(f.Gaps, func(g evidence.Gap) bool {
		kind := kinds[g.Kind]
		return kind == nil || kind.Part == "" || g.Reason != evidence.NotInstalled && g.Reason != evidence.NotInFiles
	})
}

// counted reports whether a node probe answered.
func (r *Report) counted() bool {
	return slices.ContainsFunc(r.Evidence, func(e Evidence) bool {
		return e.Kind == evidence.NodeCounters.Name || e.Kind == evidence.PodNetworks.Name
	})
}

// flowed reports whether Hubble Relay answered.
func (r *Report) flowed() bool {
	return slices.ContainsFunc(r.Evidence, func(e Evidence) bool {
		return e.Kind == evidence.CallFlows.Name || e.Kind == evidence.WorkloadFlows.Name
	})
}
