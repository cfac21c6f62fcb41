package cause

import "github.com/netwhy/netwhy/checks"

// CiliumKeyMissing leaves a node out of encryption.
var CiliumKeyMissing = &Cause{
	ID:       "cilium.key-missing",
	Says:     "The other nodes do not know the key that a node encrypts with",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.PacketLoss, checks.PolicyReview),
	Shown:    []string{"cilium.wireguard-key"},
	Then:     []string{"cilium.encryption-drops", "workload.not-ready"},
}
