package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// PodsCreated finds pods that the API server refuses to create: a quota, pod
// security, a webhook that denies or does not answer.
var PodsCreated = &checks.Check{
	ID:     "workload.pods-created",
	Asks:   "Can the workload's pods be created?",
	Why:    "Pods that a quota, pod security or a webhook refuses never come to be, so nothing answers.",
	Limits: "StatefulSets and DaemonSets tell the reason by events only, which expire after an hour.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment",
		"https://kubernetes.io/docs/concepts/policy/resource-quotas/",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Side:  checks.Named,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Deployments),
		evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets), evidence.Prefer(evidence.Warnings),
	},
	Remedy: checks.Remedy{
		Says: "Lift what the message names: the quota, the pod's own settings, or the webhook.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe {{.kind}} {{.name}}",
			"kubectl -n {{.namespace}} get resourcequota",
		},
	},
	Eval: func(c *checks.Context) {
		own, live := controllerOf(c), len(livePods(c))
		refused := eventsOf(evidence.Warnings.Of(c), c.Subject().Kind, c.Subject().Name, "FailedCreate")
		failure := replicaFailure(evidence.Deployments.Of(c), c.Subject())
		switch {
		case own == nil || own.replicas == 0:
			c.Skip("it is no Deployment, StatefulSet or DaemonSet that asks for pods")
		case live > 0:
			c.Pass("%s there, %d asked for", checks.Count(live, "live pod"), own.replicas)
		case failure != nil:
			c.Fail("none of %s can be created: %s: %s", checks.Count(int(own.replicas), "pod"), failure.Reason, failure.Message)
		case len(refused) > 0:
			c.Fail("none of %s can be created: %s", checks.Count(int(own.replicas), "pod"), refused[0].Message)
		default:
			c.Unknown("none of %s is there, and neither a condition nor an event says why", checks.Count(int(own.replicas), "pod"))
		}
	},
}

// replicaFailure is the condition by which a Deployment says that its pods
// cannot be created.
func replicaFailure(list []appsv1.Deployment, subject evidence.Subject) *appsv1.DeploymentCondition {
	for _, d := range list {
		for _, condition := range d.Status.Conditions {
			if subject.Kind == "Deployment" && d.Name == subject.Name &&
				condition.Type == appsv1.DeploymentReplicaFailure && condition.Status == corev1.ConditionTrue {
				return &condition
			}
		}
	}
	return nil
}
