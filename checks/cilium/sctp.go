package cilium

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// SCTP finds a Service that Cilium does not serve, for its protocol.
var SCTP = &checks.Check{
	ID:     "cilium.sctp",
	Asks:   "Does Cilium know the protocols of the Service's ports?",
	Why:    "Cilium in kube-proxy's place leaves SCTP out unless it is switched on: packets for such a port of a Service lead nowhere, and those between pods are dropped as unknown.",
	Limits: "Ports of TCP and UDP of the same Service work all the same.",
	Refs:   []string{"https://docs.cilium.io/en/stable/configuration/sctp/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IngressUnreachable},
	Scope:  evidence.Service,
	Needs:  configured(evidence.Require(evidence.Services)),
	Remedy: checks.Remedy{
		Says:   "Switch SCTP on (enable-sctp), or use TCP." + managedByAKS,
		Verify: []string{seeConfig, "kubectl -n {{.namespace}} get service {{.name}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		s := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Name)
		switch {
		case s == nil:
			c.Skip("the Service does not exist")
		case !slices.ContainsFunc(s.Spec.Ports, func(p corev1.ServicePort) bool { return p.Protocol == corev1.ProtocolSCTP }):
			c.Pass("the Service has no port of SCTP")
		case !sure(c, "enable-sctp", "kube-proxy-replacement"):
		case on(c, "enable-sctp", false):
			c.Pass("SCTP is switched on (enable-sctp)")
		case !slices.Contains([]string{"true", "strict"}, setting(c, "kube-proxy-replacement")):
			c.Unknown("kube-proxy serves the Service, but Cilium carries its packets, and SCTP is off (enable-sctp)")
		default:
			c.Fail("the Service has a port of SCTP, which Cilium does not serve (enable-sctp is off)")
		}
	},
}
