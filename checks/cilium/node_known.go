package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// NodeKnown finds a node that the agents of other nodes do not know.
var NodeKnown = &checks.Check{
	ID:     "cilium.node-known",
	Asks:   "Does the node's agent tell the other nodes of it?",
	Why:    "Agents learn from the CiliumNode where a node is, which routes or tunnels lead to it and which key it encrypts with. Without it there is no tunnel and no encryption to its pods.",
	Limits: "An agent writes its CiliumNode when it starts; the check waits until the agent is ready. Where routers lead packets between nodes they need no CiliumNode, and nothing is accused.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/kubernetes/concepts/", "https://docs.cilium.io/en/stable/network/concepts/ipam/crd/"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PacketLoss),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs: configured(
		evidence.Require(evidence.NodeObject), evidence.Require(evidence.NodePods), ifServed(evidence.CiliumNodeObject),
	),
	Remedy: checks.Remedy{
		Says:    "Restart the node's agent, which writes its CiliumNode anew.",
		Changes: "The node's agent restarts; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{"kubectl get ciliumnode {{.name}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) || !sure(c, append(leading, "identity-allocation-mode")...) || !seen(c, evidence.CiliumNodeObject) {
			return
		}
		agent := agentOn(evidence.NodePods.Of(c))
		switch {
		case len(evidence.NodeObject.Of(c)) == 0:
			c.Skip("the node does not exist")
		case len(evidence.CiliumNodeObject.Of(c)) > 0:
			c.Pass("the CiliumNode exists")
		case agent == nil || !kube.Ready(agent):
			c.Skip("no Cilium agent is ready on the node, which another check judges")
		case setting(c, "identity-allocation-mode") == "kvstore":
			c.Unknown("the agents may tell of their nodes in a key-value store, which is not read")
		case agent.Status.StartTime == nil || evidence.NodePods.At(c).Sub(agent.Status.StartTime.Time) < settled:
			c.Unknown("there is no CiliumNode yet, but the agent has just started")
		case needs(c) == "":
			c.Unknown("there is no CiliumNode of the node, though its agent %s is ready; packets may find their way all the same, by the routers between the nodes", agent.Name)
		default:
			c.Set("pod", agent.Name)
			c.Fail("there is no CiliumNode of the node, though its agent %s is ready: %s", agent.Name, needs(c))
		}
	},
}

// agentOn is the agent among a node's pods, nil if there is none.
func agentOn(pods []corev1.Pod) *corev1.Pod {
	for _, p := range kube.Live(pods) {
		if owner := metav1.GetControllerOf(&p); p.Namespace == systemNamespace && owner != nil && owner.Kind == "DaemonSet" && owner.Name == "cilium" {
			return &p
		}
	}
	return nil
}
