package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ZtunnelInstalled finds an enrolled namespace with nothing to encrypt for it.
var ZtunnelInstalled = &checks.Check{
	ID:     "mtls.ztunnel-installed",
	Asks:   "Is any ztunnel ready for the pods of the enrolled namespace?",
	Why:    "Enrolled pods send everything to the ztunnel of their node. Where none is ready in the whole cluster, none of them reaches anything.",
	Limits: "The nodes of the pods are judged one by one elsewhere.",
	Refs:   []string{guide, aksGuide},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails, checks.PolicyReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Ztunnel), evidence.Require(evidence.Namespaces)),
	Remedy: checks.Remedy{
		Says:   "Mend what keeps the pods of ztunnel from becoming ready; until then take the label " + label + " off the namespaces.",
		Verify: []string{seeZtunnel, seeNamespaces},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !concerned(c):
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
			c.Relate(c.Subject())
			c.Fail("none of %s is ready", checks.Count(int(status.DesiredNumberScheduled), "ztunnel"))
		default:
			c.Pass("%d of %s ready", status.NumberReady, checks.Count(int(status.DesiredNumberScheduled), "ztunnel"))
		}
	},
}
