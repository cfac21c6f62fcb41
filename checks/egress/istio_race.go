package egress

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// IstioRace finds pods whose application may start before its sidecar.
var IstioRace = &checks.Check{
	ID:     "egress.istio-race",
	Asks:   "Does the application wait for its Istio sidecar?",
	Why:    "Traffic of the pod goes through the sidecar, so an application that starts first finds no network in its first seconds; one that does not retry crashes.",
	Limits: "An application that retries its first connections is not hurt.",
	Refs: []string{
		"https://istio.io/latest/docs/ops/common-problems/injection/#pod-or-containers-start-with-network-issues-if-istio-proxy-is-not-ready",
		"https://learn.microsoft.com/azure/aks/istio-about",
	},
	Also:  append(checks.Unreachable(), checks.EgressBlocked, checks.DNSFails),
	Scope: evidence.Workload, Side: checks.Caller, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:    "Set holdApplicationUntilProxyStarts in the pod template's annotation proxy.istio.io/config, or in the mesh's configuration.",
		Changes: "Replaces the workload's pods one by one; an annotation proxy.istio.io/config that is there is overwritten.",
		Fix:     []string{"kubectl -n {{.namespace}} patch deployment {{.deployment}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get pods -o jsonpath={{.show}}"},
	},
	Eval: func(c *checks.Context) {
		for _, pod := range callers(c) {
			i := slices.IndexFunc(pod.Spec.Containers, func(k corev1.Container) bool { return k.Name == "istio-proxy" })
			native := slices.ContainsFunc(pod.Spec.InitContainers, func(k corev1.Container) bool { return k.Name == "istio-proxy" })
			switch {
			case native:
				c.Pass("the sidecar is an init container that keeps running, so the application starts after it")
			case i < 0:
			case i == 0 && waits(&pod.Spec.Containers[0]):
				c.Pass("the sidecar comes first and holds the application until it is ready")
			case len(pod.Spec.Containers) > 1:
				c.Fail("the sidecar istio-proxy starts beside the application, which does not wait for it")
				if c.Subject().Kind == "Deployment" && pod.Annotations["proxy.istio.io/config"] == "" {
					c.Set("deployment", c.Subject().Name)
					c.Set("patch", `{"spec":{"template":{"metadata":{"annotations":{"proxy.istio.io/config":"{\"holdApplicationUntilProxyStarts\":true}"}}}}}`)
				}
				c.Set("show", `{range .items[*]}{.metadata.name}{" "}{.spec.containers[0].name}{"\n"}{end}`)
			}
		}
		c.Skip("no pod has an Istio sidecar beside an application")
	},
}

// waits reports whether a sidecar blocks the containers after it until it is
// ready, as holdApplicationUntilProxyStarts makes it: "pilot-agent wait".
func waits(sidecar *corev1.Container) bool {
	l := sidecar.Lifecycle
	return l != nil && l.PostStart != nil && l.PostStart.Exec != nil && slices.Contains(l.PostStart.Exec.Command, "wait")
}
