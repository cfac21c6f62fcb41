package cause

import "github.com/netwhy/netwhy/checks"

// NodeEgressBlocked is a firewall, route or name that stands in a node's way out.
var NodeEgressBlocked = &Cause{
	ID:       "node.egress-blocked",
	Says:     "The node does not reach the endpoints that AKS requires",
	Explains: append(checks.Unreachable(), checks.EgressBlocked, checks.DNSFails, checks.IngressUnreachable),
	Shown:    []string{"node.egress-blocked"},
	Then:     []string{"workload.image-pull"},
}
