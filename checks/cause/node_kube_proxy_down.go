package cause

import "github.com/netwhy/netwhy/checks"

// NodeKubeProxyDown breaks the addresses of Services.
var NodeKubeProxyDown = &Cause{
	ID:       "node.kube-proxy-down",
	Says:     "kube-proxy is down, so Services no longer follow their pods",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"node.kube-proxy", "node.kube-proxy-on-node"},
	// Its rules stay as they were, and drop what goes to Services whose pods have moved.
	Then: []string{"dns.coredns-down", "kernel.packet-filter"},
}
