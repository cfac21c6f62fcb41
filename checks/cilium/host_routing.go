package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// hostRouting is the label of AKS's nodes that route by eBPF.
const hostRouting = "kubernetes.azure.com/ebpf-host-routing"

// HostRouting finds what does not go together with routing by eBPF.
var HostRouting = &checks.Check{
	ID:     "cilium.host-routing",
	Asks:   "Does everything in the cluster go together with routing by eBPF?",
	Why:    "Nodes that route by eBPF go around iptables: static egress gateways and everything else that rests on rules there does nothing, and a cluster of both sorts of nodes is not supported.",
	Limits: "Rules that pods or agents have set up in iptables are not looked for.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/container-network-performance-ebpf-host-routing", "https://learn.microsoft.com/azure/aks/configure-static-egress-gateway"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.EgressBlocked},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.Nodes), evidence.RequireIfInstalled(evidence.AllStaticGateways)},
	Remedy: checks.Remedy{
		Says:   "Choose one: give up eBPF host routing (acceleration mode None), or what stands against it.",
		Verify: []string{"kubectl get nodes -L kubernetes.azure.com/ebpf-host-routing", "kubectl get staticgatewayconfigurations -A"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		with, without := 0, 0
		for _, n := range evidence.Nodes.Of(c) {
			switch {
			case n.Labels[hostRouting] == "true":
				with++
			case n.Labels[corev1.LabelOSStable] == "linux":
				without++
			}
		}
		gateways := len(evidence.AllStaticGateways.Of(c))
		switch {
		case with == 0:
			c.Skip("no node routes by eBPF")
		case without > 0:
			c.Fail("%s routing by eBPF, and %s not", checks.Count(with, "node"), checks.Count(without, "node"))
		case gateways > 0:
			c.Fail("all nodes route by eBPF, and there is %s", checks.Count(gateways, "static egress gateway"))
		default:
			c.Pass("all %s routing by eBPF, and nothing stands against it", checks.Count(with, "node"))
		}
	},
}
