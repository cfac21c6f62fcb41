package workload

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// Exists finds that the workload asked for is not there, and names those whose
// names look alike.
var Exists = &checks.Check{
	ID:     "workload.exists",
	Asks:   "Is the workload there that was asked for?",
	Why:    "What does not exist cannot answer; often the name or the namespace has a slip.",
	Limits: "Jobs, ReplicaSets and custom controllers are seen only through their pods.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IngressUnreachable},
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Deployments),
		evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:   "Create the workload, or call the one that is there.",
		Verify: []string{"kubectl -n {{.namespace}} get deployments,statefulsets,daemonsets,pods"},
	},
	Eval: func(c *checks.Context) {
		subject, pods := c.Subject(), podsOf(c)
		var namesakes, near []string
		for _, one := range controllersOf(c) {
			switch text := one.kind + " " + one.name; {
			case one.kind == subject.Kind && one.name == subject.Name:
				c.Pass("%s is there", text)
				return
			case one.name == subject.Name:
				namesakes = append(namesakes, text)
			case kube.Alike(one.name, subject.Name):
				near = append(near, text)
			}
		}
		known := slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet", "Pod"}, subject.Kind)
		switch {
		case len(pods) > 0:
			c.Pass("%s of it is there", checks.Count(len(pods), "pod"))
		case len(namesakes) > 0:
			c.Unknown("there is no %s of this name, but %s: ask about that", subject.Kind, checks.Names(namesakes))
		case !known:
			c.Unknown("no pod belongs to it, and objects of kind %s were not listed", subject.Kind)
		case len(near) > 0:
			c.Fail("the namespace has no %s %s; its name is like %s", subject.Kind, subject.Name, checks.Names(near))
		default:
			c.Fail("the namespace has no %s %s, nor anything of a like name", subject.Kind, subject.Name)
		}
	},
}
