package mtls

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// Mesh finds pods that two meshes lead their connections through.
var Mesh = &checks.Check{
	ID:     "mtls.mesh",
	Asks:   "Is ztunnel the only proxy of the workload's pods?",
	Why:    "A sidecar of another mesh and ztunnel both take the pod's connections over by rules in its network: who gets which is chance, and ports are refused. AKS does not support the two together.",
	Limits: "Meshes without sidecars are not seen.",
	Refs:   []string{aksGuide},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   checks.Unreachable(),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Namespaces), evidence.Require(evidence.Pods)),
	Remedy: checks.Remedy{Says: "Choose one mesh for the namespace.", Verify: []string{"kubectl get namespaces -L io.cilium/mtls-enabled -L istio-injection -L istio.io/rev"}},
	Eval: func(c *checks.Context) {
		if !concerned(c) {
			return
		}
		pods := podsOf(c)
		meshed := kube.Keep(pods, func(p *corev1.Pod) bool {
			return slices.ContainsFunc(kube.Containers(p), func(k corev1.Container) bool {
				return slices.Contains([]string{"istio-proxy", "linkerd-proxy"}, k.Name)
			})
		})
		switch {
		case len(pods) == 0:
			c.Skip("the workload has no running pod")
		case len(meshed) > 0:
			c.Fail("%s with a sidecar of another mesh, in a namespace that is enrolled", checks.Count(len(meshed), "pod"))
		default:
			c.Pass("no pod has a sidecar of another mesh")
		}
	},
}
