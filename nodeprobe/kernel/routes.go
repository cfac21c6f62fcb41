package kernel

import (
	"errors"
	"io/fs"
	"net/netip"
)

// Route is a route of the main table.
type Route struct {
	Destination netip.Prefix
	Gateway     netip.Addr // not valid without one
	Device      string     // "" for a route that goes nowhere, as blackhole
	Metric      uint32     // the smallest wins
	// AdvMSS is the segment size in bytes that the route has TCP announce; 0 is
	// the default. The kernel shows it for IPv4 only, plus 40, as "MTU": the MTU
	// of a route itself is in no file.
	AdvMSS uint32
	// Rejects says that packets are refused or dropped: unreachable, prohibit,
	// blackhole; of IPv4 also throw, behind which the main table has no more.
	Rejects bool
}

// RouteList is what a namespace routes by.
type RouteList struct {
	Count    int     // of IPv4 and IPv6 together
	Defaults []Route // routes to everywhere, in the order of the kernel
	Refusals []Route // other routes that reject packets
	AdvMSS   []Route // other routes that set a segment size
}

// The flags, include/uapi/linux/route.h and ipv6_route.h.
const (
	routeReject = 0x0200
	routeLocal  = 0x80000000
)

// Routes reads proc/pid/net/route, of the main table only, and ipv6_route. Of a
// route with several next hops route shows the first, ipv6_route a row for
// each. A namespace without IPv6 lacks the second file.
func Routes(fsys fs.FS, pid int) (RouteList, error) {
	var list RouteList
	name := of(pid, "net/route")
	text, err := table(fsys, name, wideLimit)
	if err == nil {
		err = list.parseIPv4(name, text)
	}
	if err != nil {
		return RouteList{}, err
	}
	name = of(pid, "net/ipv6_route")
	text, err = read(fsys, name, wideLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err == nil {
		err = list.parseIPv6(name, text)
	}
	if err != nil {
		return RouteList{}, err
	}
	return list, nil
}

func (l *RouteList) add(r Route) {
	l.Count++
	switch {
	case r.Destination.Bits() == 0:
		l.Defaults = append(l.Defaults, r)
	case r.Rejects:
		l.Refusals = append(l.Refusals, r)
	case r.AdvMSS > 0:
		l.AdvMSS = append(l.AdvMSS, r)
	}
}
