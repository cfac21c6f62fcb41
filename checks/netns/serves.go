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
	OneOf                 // on some of the addresses
	Anybody               // on all addresses
)

// Serves tells how far what listens on a port can be called from, and on which
// address; false where nobody looked. Listeners on 0.0.0.0 and :: count alike:
// a socket of IPv6 takes IPv4 too unless its program forbids it, which no file
// tells.
func (n Network) Serves(protocol corev1.Protocol, port int32) (reach Reach, address string, looked bool) {
	list, looked := n.Listeners()
	for _, l := range list {
		if int32(l.Port) != port || !strings.EqualFold(strings.TrimSuffix(l.Protocol, "6"), string(protocol)) {
			continue
		}
		if r := reaches(l); r > reach {
			reach, address = r, l.Address
		}
	}
	return reach, address, looked
}

func reaches(l sample.Listener) Reach {
	address, err := netip.ParseAddr(l.Address)
	switch {
	case err != nil:
		return OneOf
	case address.IsUnspecified():
		return Anybody
	case address.Unmap().IsLoopback():
		return Loopback
	}
	return OneOf
}
