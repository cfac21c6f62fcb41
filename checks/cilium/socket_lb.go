package cilium

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// SocketLB finds pods of a mesh whose sidecar Cilium goes around.
var SocketLB = &checks.Check{
	ID:     "cilium.socket-lb",
	Asks:   "Do the sidecars of the workload's pods see which Services are called?",
	Why:    "Cilium in kube-proxy's place turns a Service's address into a pod's when the program connects, before the sidecar sees it: the mesh's routes, retries and policies for Services do not apply.",
	Limits: "Meshes that route by host name alone work in part all the same.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/servicemesh/istio/", "cilium v1.20.2 daemon/cmd/daemon_main.go bpf-lb-sock-hostns-only"},
	Also:   append(checks.Unreachable(), checks.PolicyReview),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Pods)),
	Remedy: checks.Remedy{
		Says:   "Set bpf-lb-sock-hostns-only to true, so that Services are translated outside the pods." + managedByAKS,
		Verify: []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		pods := kube.Keep(managed(c), func(p *corev1.Pod) bool {
			return slices.ContainsFunc(kube.Containers(p), func(k corev1.Container) bool {
				return slices.Contains([]string{"istio-proxy", "linkerd-proxy"}, k.Name)
			})
		})
		switch {
		case len(pods) == 0:
			c.Skip("no pod of the workload has a sidecar of Istio or Linkerd")
		case !sure(c, "bpf-lb-sock-hostns-only", "kube-proxy-replacement", "bpf-lb-sock"):
		case !slices.Contains([]string{"true", "strict"}, setting(c, "kube-proxy-replacement")) && !on(c, "bpf-lb-sock", false):
			c.Pass("Cilium does not translate Services at the socket")
		case on(c, "bpf-lb-sock-hostns-only", false):
			c.Pass("Cilium translates Services at the socket on the nodes only (bpf-lb-sock-hostns-only)")
		default:
			c.Fail("%s with a sidecar, and Cilium translates Services before it (bpf-lb-sock-hostns-only is off)", checks.Count(len(pods), "pod"))
		}
	},
}
