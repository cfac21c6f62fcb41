package cilium

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// counted is what the agent of the node under examination counted; nil, and the
// verdict Skip or Unknown, where it told nothing of a family.
func counted(c *checks.Context, family string) *evidence.AgentMetrics {
	list := evidence.CiliumMetrics.Of(c)
	if len(list) == 0 {
		c.Skip("the cluster has no DaemonSet kube-system/cilium")
		return nil
	}
	if !list[0].Has(family) {
		c.Unknown("the node's Cilium agent does not tell %s", family)
		return nil
	}
	return &list[0]
}

// metered are the needs of a check that reads metrics.
func metered(more ...evidence.Need) []evidence.Need {
	return append([]evidence.Need{evidence.Require(evidence.CiliumMetrics)}, more...)
}

// lost is what a node's dataplane dropped for some reasons, in packets, beside
// what it forwarded.
type lost struct {
	dropped, forwarded float64
	reasons            []string
	seconds            float64
}

const (
	dropsFamily    = "cilium_drop_count_total"
	forwardsFamily = "cilium_forward_count_total"
)

// dropped adds up what was dropped for some reasons between the readings. An
// agent that counts what is forwarded counts drops too, from the first one on.
func dropped(m *evidence.AgentMetrics, reasons []string) (l lost) {
	l.forwarded, l.seconds = m.Moved(forwardsFamily), m.Seconds
	for _, reason := range reasons {
		if moved := m.Moved(dropsFamily, "reason", reason); moved > 0 {
			l.dropped += moved
			l.reasons = append(l.reasons, fmt.Sprintf("%s +%.0f", reason, moved))
		}
	}
	return l
}

// judge fails where the drops are a share of the traffic that cannot be chance.
// Of few packets nothing is concluded.
func (l lost) judge(c *checks.Context, means string) {
	said := fmt.Sprintf("Cilium on the node dropped %.0f of %.0f packets in %.0f s (%s)", l.dropped, l.dropped+l.forwarded, l.seconds, checks.Names(l.reasons))
	switch {
	case l.dropped+l.forwarded == 0:
		c.Unknown("Cilium on the node carried no packet in %.0f s", l.seconds)
	case l.dropped == 0:
		c.Pass("Cilium on the node dropped none of %.0f packets in %.0f s for such a reason", l.forwarded, l.seconds)
	case l.dropped < leastDrops:
		c.Unknown("%s: too few to tell", said)
	case l.dropped*1000 < l.dropped+l.forwarded:
		c.Unknown("%s: one in %.0f, which may be single callers' doing", said, (l.dropped+l.forwarded)/l.dropped)
	default:
		c.Fail("%s: %s", said, means)
	}
}

// leastDrops is from how many dropped packets on something is concluded.
const leastDrops = 10

// What shows how the agents are, and what they say.
const (
	seeAgent = "kubectl -n kube-system logs -l k8s-app=cilium -c cilium-agent --tail=100 --prefix"
	seeAll   = "kubectl -n kube-system get pods -l k8s-app=cilium -o wide"
)
