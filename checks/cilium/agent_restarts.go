package cilium

import (
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// recently is how long ago a restart still matters.
const recently = time.Hour

// AgentRestarts finds a node whose agent does not keep running.
var AgentRestarts = &checks.Check{
	ID:     "cilium.agent-restarts",
	Asks:   "Does the node's Cilium agent keep running?",
	Why:    "While the agent restarts no new pod gets a network, names in policies do not resolve, and changes are not followed. One that crashes again and again leaves the node as it was.",
	Limits: "A node that was started anew counts its agent's restart too.",
	Refs:   []string{"https://docs.cilium.io/en/stable/operations/troubleshooting/", "https://github.com/Azure/AKS/issues/4525"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PacketLoss, checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.NodePods)},
	Remedy: checks.Remedy{
		Says:   "See how the agent before ended: out of memory, a policy that it cannot bear, a probe that it is too slow for.",
		Verify: []string{"kubectl -n kube-system logs {{.pod}} -c cilium-agent --previous --tail=50", "kubectl -n kube-system describe pod {{.pod}}"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		agent := agentOn(evidence.NodePods.Of(c))
		if agent == nil {
			c.Skip("no Cilium agent runs on the node")
			return
		}
		c.Set("pod", agent.Name)
		for _, s := range agent.Status.ContainerStatuses {
			ended := s.LastTerminationState.Terminated
			switch {
			case s.Name != "cilium-agent":
			case s.RestartCount == 0 || ended == nil:
				c.Pass("the agent %s has not restarted", agent.Name)
			case evidence.NodePods.At(c).Sub(ended.FinishedAt.Time) > recently:
				c.Pass("the agent %s has not restarted within the last hour", agent.Name)
			case s.RestartCount < 3 && ended.Reason != "OOMKilled":
				c.Pass("the agent %s restarted %s", agent.Name, checks.Count(int(s.RestartCount), "time"))
			default:
				c.Fail("the agent %s restarted %s; the last ended with code %d (%s)", agent.Name, checks.Count(int(s.RestartCount), "time"), ended.ExitCode, ended.Reason)
			}
		}
		c.Skip("the agent %s has no status yet", agent.Name)
	},
}
