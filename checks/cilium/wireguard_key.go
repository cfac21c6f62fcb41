package cilium

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// WireGuardKey finds a node that the others cannot encrypt to.
var WireGuardKey = &checks.Check{
	ID:     "cilium.wireguard-key",
	Asks:   "Does the node tell the others its key for encryption?",
	Why:    "Nodes learn each other's WireGuard keys from the CiliumNodes. To a node without one they send in clear text, or, in strict mode, nothing at all.",
	Limits: "Whether the key is the one that the node uses is not told.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/network/encryption-wireguard/", "cilium v1.20.2 pkg/annotation/k8s.go WireguardPubKey"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.PacketLoss, checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.NodePods), ifServed(evidence.CiliumNodeObject)),
	Remedy: checks.Remedy{
		Says:    "Restart the node's agent, which makes and tells its key; see in its log whether WireGuard could be set up.",
		Changes: "The node's agent restarts; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{"kubectl get ciliumnode {{.name}} -o yaml", seeAgent},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c), !sure(c, append(stricts, "enable-wireguard")...):
			return
		case !on(c, "enable-wireguard", false):
			c.Skip("WireGuard is not used")
			return
		case !seen(c, evidence.CiliumNodeObject):
			return
		}
		agent := agentOn(evidence.NodePods.Of(c))
		for _, n := range evidence.CiliumNodeObject.Of(c) {
			_, now := n.Annotations["network.cilium.io/wg-pub-key"]
			_, before := n.Annotations["io.cilium.network.wg-pub-key"]
			switch {
			case now || before:
				c.Pass("the CiliumNode bears a key")
			case agent == nil || !kube.Ready(agent) || agent.Status.StartTime == nil || evidence.NodePods.At(c).Sub(agent.Status.StartTime.Time) < settled:
				c.Unknown("the CiliumNode bears no key, but the node's agent is not ready, or has just started")
			case !strict(c):
				c.Unknown("WireGuard is on, and the CiliumNode of the node bears no key: what others send there goes in clear text")
			default:
				c.Set("pod", agent.Name)
				c.Fail("WireGuard is on, and strict, and the CiliumNode of the node bears no key: what others send there is dropped")
			}
		}
		if len(evidence.CiliumNodeObject.Of(c)) == 0 {
			c.Skip("the node has no CiliumNode, which another check judges")
		}
	},
}

// stricts are the settings that forbid clear text between nodes.
var stricts = []string{"enable-encryption-strict-mode", "enable-encryption-strict-mode-egress", "enable-encryption-strict-mode-ingress"}

func strict(c *checks.Context) bool {
	return slices.ContainsFunc(stricts, func(key string) bool { return on(c, key, false) })
}
