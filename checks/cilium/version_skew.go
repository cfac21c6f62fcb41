package cilium

import (
	"fmt"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// VersionSkew finds agents of different versions in one cluster.
var VersionSkew = &checks.Check{
	ID:     "cilium.version-skew",
	Asks:   "Are Cilium's agents of one version?",
	Why:    "Agents of different versions understand policies and each other's messages differently. During an upgrade that is for minutes; one that got stuck leaves it so.",
	Limits: "Only the tags of images are compared. An upgrade that is under way looks the same.",
	Refs:   []string{"https://docs.cilium.io/en/stable/operations/upgrade/"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.PolicyReview, checks.Intermittent, checks.PacketLoss},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumPods)},
	Remedy: checks.Remedy{
		Says:   "Wait for the upgrade, or see which pods it waits for.",
		Verify: []string{"kubectl -n kube-system rollout status daemonset cilium --timeout=60s", seeAll},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		agents := map[string]int{}
		for _, p := range kube.Live(evidence.CiliumPods.Of(c)) {
			for _, container := range p.Spec.Containers {
				if minor, known := kube.CiliumMinor(container.Image); container.Name == "cilium-agent" && known {
					agents[fmt.Sprintf("1.%d", minor)]++
				}
			}
		}
		var words []string
		for _, v := range slices.Sorted(maps.Keys(agents)) {
			words = append(words, fmt.Sprintf("%s of %s", checks.Count(agents[v], "agent"), v))
		}
		switch len(agents) {
		case 0:
			c.Unknown("the agents' images do not tell their version")
		case 1:
			c.Pass("%s", checks.Names(words))
		default:
			c.Fail("%s", checks.Names(words))
		}
	},
}
