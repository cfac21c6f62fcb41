package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsEncryption finds packets dropped because they are not encrypted.
var DropsEncryption = &checks.Check{
	ID:     "cilium.drops-encryption",
	Asks:   "Do packets come encrypted where Cilium demands it?",
	Why:    "In strict mode Cilium drops what leaves or reaches a node in clear text: a node whose key the others do not have is cut off.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "See whether the WireGuard keys of all nodes are known and UDP 51871 is open between them; strict mode can be switched off until then.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, encryptionDrops).judge(c, "its peers do not encrypt as they must")
		}
	},
}

// encryptionDrops are packets in clear text where encryption is demanded.
var encryptionDrops = []string{"Traffic is unencrypted"}
