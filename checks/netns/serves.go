package netns

import (
	"net/netip"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/sample"
	corev1 "k8s.io/api/core/v1"
)

// Reach is how far a listener can be called from.
type Reach int

// From nobody but its own network to everywhere.
const (
	Nobody   Reach = iota // nothing listens
	Loopback              // on 127.0.0.1 or ::1 only
	Another               // on addresses at which the callers do not arrive
	Anybody               // on all addresses, or on one at which callers arrive
)

// Serves tells how far what listens on a port can be called from, and on which
// address; false where nobody looked. Callers arrive at the addresses that are
// given, or at any. A socket of IPv6 takes IPv4 too unless its program forbids it,
// which no file tells, so that :: counts for both.
func (n Network) Serves(protocol corev1.Protocol, port int32, at ...netip.Addr) (reach Reach, address string, looked bool) {
	list, looked := n.Listeners()
	for _, l := range list {
		if int32(l.Port) != port || !strings.EqualFold(strings.TrimSuffix(l.Protocol, "6"), string(protocol)) {
			continue
		}
		if r := reaches(l, at); r > reach {
			reach, address = r, l.Address
		}
	}
	return reach, address, looked
}

func reaches(l sample.Listener, at []netip.Addr) Reach {
	address, err := netip.ParseAddr(l.Address)
	if err != nil {
		return Another
	}
	address = address.Unmap()
	if address.IsLoopback() {
		return Loopback
	}
	if len(at) == 0 && address.IsUnspecified() {
		return Anybody
	}
	for _, a := range at {
		if a = a.Unmap(); address == a || address.IsUnspecified() && (address.Is6() || a.Is4()) {
			return Anybody
		}
	}
	return Another
}
