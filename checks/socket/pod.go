package socket

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/netns"
	corev1 "k8s.io/api/core/v1"
)

// pod is a pod of the workload under examination and its network.
type pod struct {
	netns.Network
	object *corev1.Pod
}

// answer is what a check says of one pod.
type answer struct {
	verdict checks.Verdict
	says    string
	ofNode  bool // the fault is the node's
}

// well is the answer of a pod of which there is nothing to say.
var well = answer{verdict: checks.Pass}

func pass(format string, args ...any) answer {
	return answer{verdict: checks.Pass, says: fmt.Sprintf(format, args...)}
}

func fail(format string, args ...any) answer {
	return answer{verdict: checks.Fail, says: fmt.Sprintf(format, args...)}
}

func unknown(format string, args ...any) answer {
	return answer{verdict: checks.Unknown, says: fmt.Sprintf(format, args...)}
}

// unread is the answer where a counter is not known.
func unread(counter string) answer {
	return unknown("the probe cannot tell how %s moved: the kernel lacks it, or the pod came or changed meanwhile", counter)
}

// needs are what all checks of the area see.
func needs() []evidence.Need {
	return []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.PodNetworks)}
}

// each asks of every pod. What is said of those that are well is said once.
func each(c *checks.Context, said string, ask func(pod) answer) {
	c.Skip("the workload has no running Linux pod with a network of its own")
	quiet, longest := 0, 0.0
	list := kube.Live(evidence.Pods.Of(c))
	for i := range list {
		if !kube.Belongs(c.Subject(), &list[i]) || !kube.Networked(&list[i]) {
			continue
		}
		n, why := netns.OfPod(c, &list[i])
		if why != "" {
			c.Unknown("%s", why)
			continue
		}
		p := pod{n, &list[i]}
		a := ask(p)
		if a == well {
			quiet, longest = quiet+1, max(longest, p.Seconds())
			continue
		}
		p.say(c, a)
	}
	if quiet > 0 {
		c.Pass("%s: %s in %.0f s", checks.Count(quiet, "pod"), said, longest)
	}
}

func (p pod) say(c *checks.Context, a answer) {
	sentence := fmt.Sprintf("pod %s on node %s: %s", p.Name, p.object.Spec.NodeName, a.says)
	switch a.verdict {
	case checks.Pass:
		c.Pass("%s", sentence)
	case checks.Unknown:
		c.Unknown("%s", sentence)
	case checks.Fail:
		owner, node := kube.Owner(p.object), evidence.Of(evidence.Node, "", p.object.Spec.NodeName)
		if a.ofNode {
			c.Blame(node.Kind, "", node.Name)
		} else {
			c.Blame(owner.Kind, owner.Namespace, owner.Name)
		}
		c.Relate(owner, node)
		c.Set("pod", p.Name)
		c.Set("node", node.Name)
		c.Fail("%s", sentence)
	}
}
