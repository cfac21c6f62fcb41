package mtls

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// SPIREReady finds an enrolled namespace whose pods get no certificates.
var SPIREReady = &checks.Check{
	ID:     "mtls.spire-ready",
	Asks:   "Is SPIRE ready to certify the pods of the enrolled namespace?",
	Why:    "ztunnel shows a certificate for each pod, which SPIRE issues for an hour or so. While SPIRE is down, new pods cannot connect, and the others can only until their certificates end.",
	Limits: "Whether SPIRE has an entry for a pod no object tells: spire-server entry show would.",
	Refs:   []string{aksGuide, "https://docs.cilium.io/en/stable/network/servicemesh/mutual-authentication/mutual-authentication/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails, checks.PolicyReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Namespaces), evidence.Require(evidence.SpireServer), evidence.Require(evidence.SpireAgent)),
	Remedy: checks.Remedy{
		Says:   "Mend what keeps SPIRE from becoming ready, its volume first of all.",
		Verify: []string{"kubectl get statefulsets,daemonsets -A --field-selector {{.of}}", "kubectl -n {{.in}} get pods -o wide"},
	},
	Eval: func(c *checks.Context) {
		if !concerned(c) {
			return
		}
		var well []string
		for _, s := range evidence.SpireServer.Of(c) {
			asked := int32(1)
			if s.Spec.Replicas != nil {
				asked = *s.Spec.Replicas
			}
			switch {
			case s.Status.ObservedGeneration == 0:
				c.Unknown("the StatefulSet spire-server has no status yet")
			case s.Status.ReadyReplicas == 0:
				accuse(c, "StatefulSet", s.Namespace, s.Name)
				c.Fail("none of %s of StatefulSet %s/%s is ready", checks.Count(int(asked), "pod"), s.Namespace, s.Name)
			default:
				well = append(well, fmt.Sprintf("%d of %d of %s", s.Status.ReadyReplicas, asked, s.Name))
			}
		}
		for _, d := range evidence.SpireAgent.Of(c) {
			switch {
			case d.Status.ObservedGeneration == 0 || d.Status.DesiredNumberScheduled == 0:
				c.Unknown("the DaemonSet spire-agent has no status yet, or no node to run on")
			case d.Status.NumberReady == 0:
				accuse(c, "DaemonSet", d.Namespace, d.Name)
				c.Fail("none of %s of DaemonSet %s/%s is ready", checks.Count(int(d.Status.DesiredNumberScheduled), "pod"), d.Namespace, d.Name)
			default:
				well = append(well, fmt.Sprintf("%d of %d of %s", d.Status.NumberReady, d.Status.DesiredNumberScheduled, d.Name))
			}
		}
		if len(well) == 0 {
			c.Skip("there is no SPIRE: ztunnel may have a certificate authority of its own")
			return
		}
		c.Pass("ready: %s", strings.Join(well, ", "))
	},
}

func accuse(c *checks.Context, kind, namespace, name string) {
	c.Blame(kind, namespace, name)
	c.Set("of", "metadata.name="+name)
	c.Set("in", namespace)
}
