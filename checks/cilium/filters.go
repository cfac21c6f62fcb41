package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Filters tells of filters that keep evidence from being seen.
var Filters = &checks.Check{
	ID:     "cilium.filters",
	Asks:   "Are all of Hubble's metrics and flow logs kept?",
	Why:    "AKS can be told to keep metrics and flow logs of some namespaces or verdicts only. That something is not among them then proves nothing.",
	Limits: "What a filter leaves out is not worked out.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/how-to-configure-container-network-metrics-filtering", "https://learn.microsoft.com/azure/aks/container-network-observability-logs"},
	For:    []checks.Symptom{checks.HealthReview, checks.PolicyReview},
	Also:   []checks.Symptom{checks.PacketLoss},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.RequireIfInstalled(evidence.MetricFilters), evidence.RequireIfInstalled(evidence.LogFilters)},
	Remedy: checks.Remedy{
		Says:   "Bear the filter in mind where a dashboard or a log shows nothing, or widen it.",
		Verify: []string{"kubectl get containernetworkmetrics -o yaml", "kubectl get containernetworklogs -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		var found []string
		for _, f := range evidence.MetricFilters.Of(c) {
			found = append(found, "ContainerNetworkMetric "+f.Name)
		}
		for _, f := range evidence.LogFilters.Of(c) {
			found = append(found, "ContainerNetworkLog "+f.Name)
		}
		if len(found) > 0 {
			c.Fail("what is kept is chosen by %s", checks.Names(found))
			return
		}
		c.Pass("no filter chooses what is kept")
	},
}
