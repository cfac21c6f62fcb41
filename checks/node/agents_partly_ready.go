package node

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	appsv1 "k8s.io/api/apps/v1"
)

// AgentsPartlyReady finds nodes without a ready network agent, somewhere in
// the cluster.
var AgentsPartlyReady = &checks.Check{
	ID:     "node.agents-partly-ready",
	Asks:   "Are kube-proxy and Cilium ready on all nodes?",
	Why:    "On nodes without them Services, policies and new pods do not work: calls fail from there and nowhere else.",
	Limits: "A node that starts, or an agent that is replaced, looks the same for a minute.",
	Refs:   []string{"https://kubernetes.io/docs/reference/networking/virtual-ips/", "https://docs.cilium.io/en/stable/operations/troubleshooting/"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.PacketLoss, checks.IngressUnreachable),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.KubeProxyConfig), evidence.Require(evidence.CiliumDaemonSet)},
	Remedy: checks.Remedy{
		Says:   "See which pods are not ready and on which nodes, and mend them.",
		Verify: []string{"kubectl -n kube-system get pods -l {{.agents}} -o wide"},
	},
	Eval: func(c *checks.Context) {
		var told []string
		c.Set("agents", "k8s-app in (kube-proxy,cilium)")
		for _, list := range [][]appsv1.DaemonSet{evidence.KubeProxyConfig.Of(c), evidence.CiliumDaemonSet.Of(c)} {
			for _, d := range list {
				text := fmt.Sprintf("%d of %d pods of %s ready", d.Status.NumberReady, d.Status.DesiredNumberScheduled, d.Name)
				if d.Status.NumberReady < d.Status.DesiredNumberScheduled {
					c.Fail("%s", text)
				}
				told = append(told, text)
			}
		}
		if len(told) == 0 {
			c.Skip("the cluster has neither kube-proxy nor Cilium as a DaemonSet")
			return
		}
		c.Pass("%s", strings.Join(told, ", "))
	},
}
