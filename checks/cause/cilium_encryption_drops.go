package cause

import "github.com/netwhy/netwhy/checks"

// CiliumEncryptionDrops cuts off nodes that do not encrypt.
var CiliumEncryptionDrops = &Cause{
	ID:       "cilium.encryption-drops",
	Says:     "Cilium drops packets that are not encrypted",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.drops-encryption"},
	Then:     []string{"workload.not-ready", "kernel.retransmits"},
}
