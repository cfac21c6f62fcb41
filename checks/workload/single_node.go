package workload

import (
	"encoding/json"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// SingleNode finds a workload all of whose replicas stand on one node.
var SingleNode = &checks.Check{
	ID:     "workload.single-node",
	Asks:   "Do the workload's replicas stand on more than one node?",
	Why:    "When their one node fails, is drained or loses its network, all replicas are gone at once.",
	Limits: "It does not look at whether the cluster has another node that fits.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"},
	Also:   []checks.Symptom{checks.HealthReview, checks.Intermittent},
	Scope:  evidence.Workload,
	Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Deployments),
		evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:    "Spread the replicas over the nodes.",
		Changes: "Adds a soft spread constraint to the pod template; the pods are replaced one after the other.",
		Fix:     []string{"kubectl -n {{.namespace}} patch {{.kind}} {{.name}} -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get pods -o wide"},
	},
	Eval: func(c *checks.Context) {
		own, ready := controllerOf(c), 0
		nodes := map[string]bool{}
		var node string
		for _, pod := range livePods(c) {
			if kube.Ready(&pod) && pod.Spec.NodeName != "" {
				node = pod.Spec.NodeName
				nodes[node] = true
				ready++
			}
		}
		switch {
		case own == nil || own.kind == "DaemonSet" || own.replicas < 2 || ready < 2:
			c.Skip("it has no two ready replicas to spread")
		case len(nodes) > 1:
			c.Pass("%s on %s", checks.Count(ready, "ready replica"), checks.Count(len(nodes), "node"))
		default:
			c.Set("patch", spread(own))
			c.Relate(evidence.Of(evidence.Node, "", node))
			c.Fail("all of %s stand on node %s", checks.Count(ready, "ready replica"), node)
		}
	},
}

// spread is the strategic merge patch that asks for replicas on several nodes.
func spread(own *controller) string {
	type object map[string]any
	constraint := object{"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": own.selector}
	spec := object{"topologySpreadConstraints": []object{constraint}}
	patch, err := json.Marshal(object{"spec": object{"template": object{"spec": spec}}})
	if err != nil {
		panic(err) // a decoded selector always marshals
	}
	return string(patch)
}
