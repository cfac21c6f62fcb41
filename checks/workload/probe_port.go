package workload

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// ProbePort finds probes that ask a port by a name which their container does
// not declare. The API server accepts them; the kubelet cannot run them, throws
// the error away, and the container stays unready for good.
var ProbePort = &checks.Check{
	ID:     "workload.probe-port",
	Asks:   "Does every probe ask a port that its container declares?",
	Why:    "The kubelet cannot run a probe of a port name that the container lacks: the container never becomes ready, without any failure to see.",
	Limits: "A liveness probe of this sort is left out: it never runs, so it breaks nothing.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/workloads/pods/probes/",
		"kubernetes v1.36.3 pkg/probe/util.go, ResolveContainerPort, and pkg/kubelet/prober/worker.go, doProbe",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says: "Declare the port under that name in the container, or let the probe ask it by number.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath={{.ports}}",
			"kubectl -n {{.namespace}} get {{.kind}} {{.name}}",
		},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		c.Set("ports", "{.spec.containers[*].ports}")
		judge(c, pods, faultsOf(pods, nameless), "no pod waits for a probe of a port that is not declared")
	},
}

func nameless(pod *corev1.Pod) string {
	for _, container := range kube.Containers(pod) {
		for _, probe := range []struct {
			what string
			spec *corev1.Probe
		}{{"readiness", container.ReadinessProbe}, {"startup", container.StartupProbe}} {
			port, asks := probeTarget(probe.spec)
			if asks && port.Type == intstr.String && !resolves(port.StrVal, &container) {
				return fmt.Sprintf("the %s probe of container %s asks port %q, which the container does not declare", probe.what, container.Name, port.StrVal)
			}
		}
	}
	return ""
}

// resolves follows the kubelet: a declared name, or else a number in a string.
func resolves(name string, container *corev1.Container) bool {
	if slices.ContainsFunc(container.Ports, func(p corev1.ContainerPort) bool { return p.Name == name }) {
		return true
	}
	number, err := strconv.Atoi(name)
	return err == nil && number > 0 && number < 65536
}
