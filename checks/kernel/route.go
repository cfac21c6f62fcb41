package kernel

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// podRanges are the ranges from which the node's pods get addresses, as the Node
// says; false where it was not read or does not say.
func podRanges(c *checks.Context) (ranges []netip.Prefix, told bool) {
	for i := range evidence.NodeObject.Of(c) {
		node := &evidence.NodeObject.Of(c)[i]
		for _, text := range append([]string{node.Spec.PodCIDR}, node.Spec.PodCIDRs...) {
			if p, err := netip.ParsePrefix(text); err == nil {
				ranges = append(ranges, p.Masked())
			}
		}
	}
	return ranges, len(ranges) > 0
}

// sibling reports whether a range is the one of another node: Kubernetes cuts the
// cluster's into equal ones, which begin alike.
func sibling(p, own netip.Prefix) bool {
	shared := 16
	if own.Addr().Is6() {
		shared = 48
	}
	if p.Bits() != own.Bits() || p.Addr().Is4() != own.Addr().Is4() || p.Bits() <= shared || p == own {
		return false
	}
	network, err := own.Addr().Prefix(shared)
	return err == nil && network.Contains(p.Addr())
}
