package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ZtunnelInstalled finds a cluster that should encrypt, and has nothing to do it.
var ZtunnelInstalled = &checks.Check{
	ID:     "mtls.ztunnel-installed",
	Asks:   "Is there a ztunnel ready for the namespaces that are enrolled?",
	Why:    "Enrolled pods send everything to the ztunnel of their node. Where none is ready in the whole cluster, none of them reaches anything.",
	Limits: "Nodes are judged one by one elsewhere.",
	Refs:   []string{guide, aksGuide},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails, checks.PolicyReview},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Ztunnel), evidence.Require(evidence.Namespaces)),
	Remedy: checks.Remedy{
		Says:   "Mend what keeps the pods of ztunnel from becoming ready; until then take the label " + label + " off the namespaces.",
		Verify: []string{seeZtunnel, seeNamespaces},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !active(c):
			return
		case !anyEnrolled(c):
			c.Skip("no namespace is enrolled")
			return
		case len(evidence.Ztunnel.Of(c)) == 0:
			c.Unknown("ztunnel is on, but there is no DaemonSet kube-system/ztunnel-cilium: it may bear another name")
			return
		}
		status := evidence.Ztunnel.Of(c)[0].Status
		switch {
		case status.ObservedGeneration == 0 || status.DesiredNumberScheduled == 0:
			c.Unknown("the DaemonSet has no status yet, or no node to run on")
		case status.NumberReady == 0:
			c.Blame("DaemonSet", systemNamespace, "ztunnel-cilium")
			c.Fail("none of %s is ready", checks.Count(int(status.DesiredNumberScheduled), "ztunnel"))
		default:
			c.Pass("%d of %s ready", status.NumberReady, checks.Count(int(status.DesiredNumberScheduled), "ztunnel"))
		}
	},
}
