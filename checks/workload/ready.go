package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// Ready finds a workload without any ready pod and says why its pods are not.
var Ready = &checks.Check{
	ID:     "workload.ready",
	Asks:   "Is at least one pod of the workload ready?",
	Why:    "Only ready pods stand behind a Service; without one every call to the workload fails.",
	Limits: "Ready is what the probes say: a pod without a readiness probe is ready as soon as it runs.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IngressUnreachable},
	Scope:  evidence.Workload,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Deployments),
		evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets), evidence.Prefer(evidence.Warnings),
	},
	Leads: []checks.Lead{
		{Ask: "node.ready"}, {Ask: "workload.scheduled"}, {Ask: "workload.crashing"}, {Ask: "workload.image-pulls"},
		{Ask: "workload.sandbox"}, {Ask: "workload.probe-fails"}, {Ask: "workload.probe-port"}, {Ask: "workload.pods-created"},
		{Ask: "workload.init-blocked"}, {Ask: "workload.sidecar-ready"}, {Ask: "workload.readiness-gates"}, {Ask: "workload.host-port"},
	},
	Remedy: checks.Remedy{
		Says: "Mend what keeps the pods from becoming ready.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
			"kubectl -n {{.namespace}} get {{.kind}} {{.name}}",
		},
	},
	Eval: func(c *checks.Context) {
		pods, own := livePods(c), controllerOf(c)
		switch {
		case own != nil && own.replicas == 0:
			c.Skip("the workload asks for no pods")
			return
		case len(pods) == 0 && own != nil:
			c.Relate(c.Subject())
			c.Fail("%s asks for %s and has none that lives", own.kind, checks.Count(int(own.replicas), "pod"))
			return
		case len(pods) == 0 && c.Subject().Kind == "Pod" && len(podsOf(c)) > 0:
			c.Unknown("the pod has ended or is being deleted: whether it should still answer cannot be told")
			return
		}
		well := "all of " + checks.Count(len(pods), "pod") + " are ready"
		if len(pods) == 1 {
			well = "the one pod is ready"
		}
		judge(c, pods, faultsOf(pods, func(p *corev1.Pod) string { return kube.WhyNotReady(p) + unmounted(p, evidence.Warnings.Of(c)) }), well)
	},
}
