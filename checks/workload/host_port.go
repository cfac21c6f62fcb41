package workload

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// HostPort finds pods that no node takes because their host port is in use,
// and who in the namespace uses it.
var HostPort = &checks.Check{
	ID:     "workload.host-port",
	Asks:   "Are the host ports free that the workload's pods ask for?",
	Why:    "A host port can be had once on a node: a pod that asks for one in use waits for ever.",
	Limits: "Who holds the port is looked for in the same namespace only.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/configuration/overview/#services", "kubernetes v1.36.3 pkg/scheduler/framework/plugins/nodeports/node_ports.go, ErrReason"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IngressUnreachable},
	Scope:  evidence.Workload,
	Side:   checks.Named,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Use a Service in place of the host port, choose another port, or add nodes; where the old pod of a rollout holds it, let the update take the old pod away first (maxUnavailable 1, maxSurge 0).",
		Verify: []string{"kubectl -n {{.namespace}} describe pod {{.pod}}"},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		faults := faultsOf(pods, func(pod *corev1.Pod) string {
			scheduled := kube.Condition(pod, corev1.PodScheduled)
			if pod.Spec.NodeName != "" || scheduled == nil || !strings.Contains(scheduled.Message, noFreePorts) {
				return ""
			}
			return portsTaken(hostPorts(pod), evidence.Pods.Of(c)) + "; " + scheduled.Message
		})
		judge(c, pods, faults, "no pod waits for a host port")
	},
}

// noFreePorts is what the scheduler says where a host port is in use.
const noFreePorts = "didn't have free ports for the requested pod ports"

func hostPorts(pod *corev1.Pod) (list []string) {
	for _, container := range kube.Containers(pod) {
		for _, p := range container.Ports {
			if p.HostPort != 0 {
				list = append(list, fmt.Sprintf("%d/%s", p.HostPort, kube.Protocol(p.Protocol)))
			}
		}
	}
	return list
}

func portsTaken(ports []string, others []corev1.Pod) string {
	text := "host port " + checks.Names(ports) + " is in use"
	for _, other := range kube.Live(others) {
		for _, held := range hostPorts(&other) {
			for _, port := range ports {
				if held == port && other.Spec.NodeName != "" {
					return fmt.Sprintf("%s; %s holds %s on node %s", text, kube.Owner(&other), port, other.Spec.NodeName)
				}
			}
		}
	}
	return text
}
