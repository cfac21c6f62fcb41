package workload

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// SidecarReady finds pods whose own containers are ready and whose mesh proxy
// is not.
var SidecarReady = &checks.Check{
	ID:     "workload.sidecar-ready",
	Asks:   "Is the mesh proxy ready wherever the application is?",
	Why:    "All traffic of such a pod goes through its proxy, and the pod is not ready before the proxy is: the application is well and yet out of reach.",
	Limits: "Proxies are known by their container's name.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/istio-about",
		"https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says: "See in the proxy's log why it is not ready: mostly it does not reach its control plane, or was rejected by it.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} -c {{.container}}",
			"kubectl get pods -A -l app=istiod",
		},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		faults := faultsOf(pods, func(pod *corev1.Pod) string {
			proxy := onlyProxyUnready(pod)
			if proxy == "" {
				return ""
			}
			c.Set("container", proxy)
			return fmt.Sprintf("the application's containers are ready, its proxy %s is not", proxy)
		})
		judge(c, pods, faults, "no pod waits for its proxy alone")
	},
}

// proxies are the container names of meshes and of Dapr.
var proxies = []string{"istio-proxy", "linkerd-proxy", "envoy", "kuma-sidecar", "consul-dataplane", "daprd"}

// onlyProxyUnready is the proxy that runs unready while all else is ready.
func onlyProxyUnready(pod *corev1.Pod) (proxy string) {
	for _, container := range kube.Containers(pod) {
		for _, s := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
			switch {
			case s.Name != container.Name || s.Ready:
			case s.State.Running != nil && slices.Contains(proxies, s.Name):
				proxy = s.Name
			default:
				return ""
			}
		}
	}
	return proxy
}
