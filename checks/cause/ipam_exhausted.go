package cause

import "github.com/netwhy/netwhy/checks"

// AddressesExhausted leaves pods without an address.
var AddressesExhausted = &Cause{
	ID:       "ipam.addresses-exhausted",
	Says:     "The subnet or pod range has no addresses left for pods",
	Explains: append(checks.Unreachable(), checks.IPExhaustion, checks.IngressUnreachable),
	Shown:    []string{"ipam.addresses-granted", "ipam.node-network-config"},
	Then:     []string{"workload.sandbox-failed", "workload.not-ready", "workload.pending", "service.no-ready-endpoints"},
}
