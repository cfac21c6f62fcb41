package cilium

import (
	"fmt"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// NodeConfig tells of a node whose Cilium is set up unlike the others'.
var NodeConfig = &checks.Check{
	ID:     "cilium.node-config",
	Asks:   "Is Cilium on the node set up as cilium-config says?",
	Why:    "A CiliumNodeConfig overrides the settings on the nodes that it selects: what works elsewhere may not work there.",
	Limits: "An agent reads its settings when it starts, so that an override may not be in force yet.",
	Refs:   []string{"https://docs.cilium.io/en/stable/configuration/per-node-config/"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   append(checks.Unreachable(), checks.PolicyReview, checks.PacketLoss),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.NodeObject)),
	Remedy: checks.Remedy{
		Says:   "See whether the override is meant; if not, take it away and restart the node's agent.",
		Verify: []string{"kubectl -n kube-system get ciliumnodeconfigs -o yaml", seeConfig},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		nodes := evidence.NodeObject.Of(c)
		if len(nodes) == 0 {
			c.Skip("the node does not exist")
			return
		}
		c.Pass("no CiliumNodeConfig changes a setting on the node")
		for _, n := range evidence.CiliumNodeConfigs.Of(c) {
			selector, err := metav1.LabelSelectorAsSelector(n.Spec.NodeSelector)
			if err != nil {
				c.Unknown("the selector of CiliumNodeConfig %s cannot be read", n.Name)
				continue
			}
			if !selector.Matches(labels.Set(nodes[0].Labels)) {
				continue
			}
			var changed []string
			for _, key := range slices.Sorted(maps.Keys(n.Spec.Defaults)) {
				if value := n.Spec.Defaults[key]; value != setting(c, key) {
					changed = append(changed, fmt.Sprintf("%s=%s", key, value))
				}
			}
			if len(changed) > 0 {
				c.Blame("CiliumNodeConfig", systemNamespace, n.Name)
				c.Fail("CiliumNodeConfig %s sets %s on the node", n.Name, checks.Names(changed))
			}
		}
	},
}
