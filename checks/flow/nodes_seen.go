package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// NodesSeen finds nodes of which Hubble sees nothing.
var NodesSeen = &checks.Check{
	ID:     "flow.nodes-seen",
	Asks:   "Does Hubble Relay see every node?",
	Why:    "What happens on a node that the relay does not reach is not seen: no conclusion from its silence holds.",
	Limits: "Nodes that the relay was never told of are not known here.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/observability/hubble/"},
	Also:   checks.Symptoms(),
	Scope:  evidence.Cluster,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.HubbleView)},
	Remedy: checks.Remedy{
		Says:   "See whether the agent of the node runs, and whether the relay may reach its port 4244.",
		Verify: []string{"kubectl -n kube-system get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName={{.node}}", "kubectl -n kube-system logs -l k8s-app=hubble-relay --tail=50"},
	},
	Eval: func(c *checks.Context) {
		if inFiles(c) {
			return
		}
		each(c, "the relay is connected to all of %s", func(n *hubble.Node, _ hubble.View) string {
			if n.State == hubble.Connected {
				return ""
			}
			return fmt.Sprintf("the relay sees nothing of node %s (%s)", n.Name, n.State)
		})
	},
}

// inFiles reports, and skips, what a relay does where files take its place.
func inFiles(c *checks.Context) bool {
	list := evidence.HubbleView.Of(c)
	if len(list) == 0 || !list[0].Files {
		return false
	}
	c.Skip("the flows are from files, which tell nothing of a relay and its rings")
	return true
}

// each judges every node that the relay knows.
func each(c *checks.Context, well string, wrong func(*hubble.Node, hubble.View) string) {
	list := evidence.HubbleView.Of(c)
	if len(list) == 0 || len(list[0].Nodes) == 0 {
		c.Unknown("the relay names no node")
		return
	}
	bad := 0
	for i := range list[0].Nodes {
		n := &list[0].Nodes[i]
		if why := wrong(n, list[0]); why != "" {
			bad++
			c.Set("node", n.Name)
			c.Relate(evidence.Of(evidence.Node, "", n.Name))
			c.Fail("%s", why)
		}
	}
	if bad == 0 {
		c.Pass(well, checks.Count(len(list[0].Nodes), "node"))
	}
}
