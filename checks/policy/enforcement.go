package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// enforcer is what enforces NetworkPolicies in the cluster; empty where
// nothing known does.
func enforcer(c *checks.Context) string {
	switch {
	case len(evidence.CiliumDaemonSet.Of(c)) > 0:
		for _, config := range evidence.CiliumConfig.Of(c) {
			off := config.Data["enable-policy"] == "never" || config.Data["policy-audit-mode"] == "true" || config.Data["enable-k8s-networkpolicy"] == "false"
			if !off {
				return "Cilium"
			}
		}
	case len(evidence.AzureNPM.Of(c)) > 0:
		return "Azure NPM"
	case len(evidence.CalicoNode.Of(c)) > 0:
		return "Calico"
	}
	return ""
}

// alwaysEnforced reports whether Cilium denies even what no policy selects.
func alwaysEnforced(c *checks.Context) bool {
	return len(evidence.CiliumDaemonSet.Of(c)) > 0 &&
		slices.ContainsFunc(evidence.CiliumConfig.Of(c), func(m corev1.ConfigMap) bool { return m.Data["enable-policy"] == "always" })
}
