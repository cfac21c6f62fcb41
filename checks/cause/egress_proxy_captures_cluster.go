package cause

import "github.com/netwhy/netwhy/checks"

// ProxyCapturesCluster sends calls of Services to a proxy that knows none.
var ProxyCapturesCluster = &Cause{
	ID:       "egress.proxy-captures-cluster",
	Says:     "Calls of cluster Services go to an HTTP proxy outside the cluster",
	Explains: append(checks.Unreachable(), checks.EgressBlocked, checks.DNSFails),
	Shown:    []string{"egress.proxy-env"},
}
