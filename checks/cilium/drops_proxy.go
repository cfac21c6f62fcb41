package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsProxy finds packets that the proxy for names and requests did not get.
var DropsProxy = &checks.Check{
	ID:     "cilium.drops-proxy",
	Asks:   "Do packets reach the proxy of Cilium on the node?",
	Why:    "Rules for DNS names and requests lead packets to a proxy on the node. Where it does not listen, all that such a rule allows is dropped, DNS first of all.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "See whether the pods of cilium-envoy, and on AKS those of the ACNS security agent, run on the node, and restart the Cilium agent of the node.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, proxyDrops).judge(c, "the proxy does not take them")
		}
	},
}

// proxyDrops are packets that were to go to the proxy.
var proxyDrops = []string{"Socket lookup failed", "Socket assign failed", "Proxy redirection not supported for protocol"}
