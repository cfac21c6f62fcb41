package cause

import "github.com/netwhy/netwhy/checks"

// CiliumProxyUnreached drops what rules for names and requests allow.
var CiliumProxyUnreached = &Cause{
	ID:       "cilium.proxy-unreached",
	Says:     "Cilium's proxy for DNS names and requests does not take packets",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.drops-proxy"},
	Then:     []string{"workload.not-ready"},
}
