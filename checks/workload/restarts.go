package workload

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Restarts finds containers that run now but have ended several times before.
var Restarts = &checks.Check{
	ID:     "workload.restarts",
	Asks:   "Have the running containers run without ending?",
	Why:    "Every end of a container cuts its connections: rare failures that nothing else explains.",
	Limits: "Restarts carry no age: all of them may be long past.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states"},
	Also:   []checks.Symptom{checks.Intermittent, checks.ConnectionRefused, checks.PacketLoss, checks.HealthReview},
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Find out from its last log what ended the container.",
		Verify: []string{"kubectl -n {{.namespace}} logs {{.pod}} -c {{.container}} --previous"},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		if len(pods) == 0 {
			c.Skip("the workload has no live pods")
			return
		}
		var faults []fault
		for i := range pods {
			for _, s := range slices.Concat(pods[i].Status.InitContainerStatuses, pods[i].Status.ContainerStatuses) {
				last := s.LastTerminationState.Terminated
				if s.State.Running == nil || s.RestartCount < manyRestarts || crash(&pods[i], &s, nil) != "" {
					continue
				}
				why := fmt.Sprintf("container %s has restarted %d times", s.Name, s.RestartCount)
				if last != nil {
					why += fmt.Sprintf(", last after ending with code %d (%s)", last.ExitCode, last.Reason)
				}
				faults = append(faults, fault{&pods[i], why})
				c.Set("container", s.Name)
			}
		}
		if len(faults) == 0 {
			c.Pass("no running container has restarted %d times or more", manyRestarts)
			return
		}
		blame(c, faults)
		c.Fail("%s", told(faults))
	},
}

// manyRestarts is how many restarts a container is allowed before they are told.
const manyRestarts = 3
