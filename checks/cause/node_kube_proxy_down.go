package cause

import "github.com/netwhy/netwhy/checks"

// NodeKubeProxyDown breaks the addresses of Services.
var NodeKubeProxyDown = &Cause{
	ID:       "node.kube-proxy-down",
	Says:     "kube-proxy is down, so Services no longer follow their pods",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"node.kube-proxy", "node.kube-proxy-on-node"},
	Then:     []string{"dns.coredns-down"},
}
