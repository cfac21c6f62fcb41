package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// Rollout finds a Deployment whose last change did not come through, so that
// the old version still answers.
var Rollout = &checks.Check{
	ID:     "workload.rollout",
	Asks:   "Did the Deployment's last rollout come through?",
	Why:    "Until it does, old pods answer: the fix that was rolled out, a new port or a new name, is not in force.",
	Limits: "A rollout that is still within its deadline is not held against it.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment"},
	Also:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Deployments)},
	Remedy: checks.Remedy{
		Says:    "Mend what keeps the new pods from becoming ready, or go back to the version before.",
		Changes: "Replaces the pods of the stuck version by those of the one before.",
		Fix:     []string{"kubectl -n {{.namespace}} rollout undo deployment {{.name}}"},
		Verify:  []string{"kubectl -n {{.namespace}} rollout history deployment {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		for _, d := range evidence.Deployments.Of(c) {
			if c.Subject().Kind != "Deployment" || d.Name != c.Subject().Name {
				continue
			}
			for _, condition := range d.Status.Conditions {
				if condition.Type == appsv1.DeploymentProgressing && condition.Status == corev1.ConditionFalse && condition.Reason == "ProgressDeadlineExceeded" {
					c.Fail("%d of %s updated: %s", d.Status.UpdatedReplicas, checks.Count(int(asked(d.Spec.Replicas)), "replica"), condition.Message)
					return
				}
			}
			c.Pass("no rollout is past its deadline")
			return
		}
		c.Skip("it is no Deployment that is there")
	},
}
