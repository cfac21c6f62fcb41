package cause

import "github.com/netwhy/netwhy/checks"

// CiliumSCTPOff leaves ports of SCTP unserved.
var CiliumSCTPOff = &Cause{
	ID:       "cilium.sctp-off",
	Says:     "Cilium does not serve SCTP",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"cilium.sctp"},
}
