package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// PodLimits finds a pod that sends or gets more than its bandwidth annotation
// allows.
var PodLimits = &checks.Check{
	ID:     "nic.pod-limits",
	Asks:   "Do pods with a bandwidth limit stay within it?",
	Why:    "What exceeds kubernetes.io/egress-bandwidth or ingress-bandwidth waits in a queue and is dropped when that is full: the pod is slow, and its peers repeat packets.",
	Limits: "A limit may be meant. To which pod a device leads is not told; Cilium limits in another way, which this check does not see.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/#support-traffic-shaping",
		"https://www.cni.dev/plugins/current/meta/bandwidth/",
	},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Raise the annotation of the pod, or take it away; the pods must be made anew.",
		Verify: []string{"kubectl get pods -A --field-selector spec.nodeName={{.name}} -o yaml | grep -E '^    name:|bandwidth:'", seeQueues},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no queue towards pods limits anything")
		leads := leading(n)
		for _, q := range queues(c, n) {
			switch {
			case q.shaper == "" || leads(q):
			case !q.told:
				c.Unknown("the queue in front of %s is new: what it dropped is not known", q.device)
			case q.drops == 0:
				c.Pass("the limit in front of %s (%s) dropped nothing", q.device, q.shaper)
			default:
				netns.Limit{Percent: 0.1, Least: 10}.Weigh(q.drops, q.drops+q.packets).
					Say(c, "the limit in front of %s (%s), which leads to a pod, dropped %s; %s", q.device, q.shaper, q.amount(), q.standing())
			}
		}
	},
}
