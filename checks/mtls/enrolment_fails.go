package mtls

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// EnrolmentFails finds a node that cannot lead its pods through ztunnel.
var EnrolmentFails = &checks.Check{
	ID:     "mtls.enrolment-fails",
	Asks:   "Can the node's agent enrol the pods of enrolled namespaces?",
	Why:    "The agent tells ztunnel of each pod and leads its connections there. Where that fails the pod talks in clear text, or not at all with those that encrypt.",
	Limits: "Agents before 1.20 may not count it. Which pod it was, the agent's log tells.",
	Refs:   []string{"cilium v1.20.2 pkg/ztunnel/zds/metrics.go, pkg/ztunnel/xds/metrics.go", guide},
	Also:   append(checks.Unreachable(), checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.CiliumMetrics)),
	Remedy: checks.Remedy{
		Says:    "Restart the node's ztunnel, then its Cilium agent, and see in the agent's log what failed.",
		Changes: "Ends the node's Cilium agent, which its DaemonSet starts anew.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{seeZtunnel, "kubectl -n kube-system logs {{.pod}} -c cilium-agent --tail=100"},
	},
	Eval: func(c *checks.Context) {
		if !active(c) {
			return
		}
		list := evidence.CiliumMetrics.Of(c)
		const active = "cilium_ztunnel_zds_connection_active"
		switch {
		case len(list) == 0:
			c.Skip("the cluster has no DaemonSet kube-system/cilium")
			return
		case !list[0].Has(active):
			c.Unknown("the node's agent does not tell how it gets on with ztunnel")
			return
		}
		m := list[0]
		c.Set("pod", m.Pod)
		var failed []string
		for _, family := range []string{"cilium_ztunnel_zds_enrollment_failures_total", "cilium_ztunnel_xds_enrollment_failures_total"} {
			for _, s := range m.Of(family) {
				if moved := s.Moved(); moved > 0 {
					failed = append(failed, fmt.Sprintf("%s +%.0f", s.Labels["status"], moved))
				}
			}
		}
		connected := false
		for _, s := range m.Of(active) {
			connected = connected || s.Last > 0 || s.First != nil && *s.First > 0
		}
		switch {
		case !connected && len(failed) > 0:
			c.Relate(c.Subject())
			c.Fail("the agent is not connected to ztunnel, and enrolments failed in %.0f s: %s", m.Seconds, checks.Names(failed))
		case !connected:
			c.Unknown("the agent is not connected to ztunnel: it may have nothing to tell it, or ztunnel is starting")
		case len(failed) > 0:
			c.Relate(c.Subject())
			c.Fail("enrolments failed in %.0f s: %s", m.Seconds, checks.Names(failed))
		default:
			c.Pass("the agent is connected to ztunnel, and no enrolment failed in %.0f s", m.Seconds)
		}
	},
}
