package kernel

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
)

// parseIPv6 reads net/ipv6_route, which has no header: destination, length,
// source, length, gateway, metric, references, use, flags, device
// (ipv6_route_native_seq_show, net/ipv6/ip6_fib.c, v6.12). It holds every table;
// addresses of the node itself, multicast and the kernel's own last entry are
// left out.
func (l *RouteList) parseIPv6(name, text string) error {
	var row []string
	for n, line := range lines(text) {
		row = words(row, line)
		if len(row) != 9 && len(row) != 10 { // a row may have no device
			return malformed(name, n, "%d columns, not 10", len(row))
		}
		r, flags, err := routeIPv6(row)
		if err != nil {
			return malformed(name, n, "%v", err)
		}
		last := r.Rejects && r.Metric == 1<<32-1
		if last || flags&routeLocal != 0 || r.Destination.Addr().IsMulticast() {
			continue
		}
		l.add(r)
	}
	return nil
}

func routeIPv6(row []string) (r Route, flags uint64, err error) {
	destination, err := addressIPv6(row[0])
	if err != nil {
		return r, 0, err
	}
	gateway, err := addressIPv6(row[4])
	if err != nil {
		return r, 0, err
	}
	length, err := number(row[1], 16, 8)
	if err != nil || length > 128 {
		return r, 0, fmt.Errorf("prefix length %q", short(row[1]))
	}
	metric, err := number(row[5], 16, 32)
	if err != nil {
		return r, 0, err
	}
	if flags, err = number(row[8], 16, 32); err != nil {
		return r, 0, err
	}
	r = Route{
		Destination: netip.PrefixFrom(destination, int(length)), Metric: uint32(metric),
		Rejects: flags&routeReject != 0,
	}
	if !gateway.IsUnspecified() {
		r.Gateway = gateway
	}
	if len(row) == 10 && !r.Rejects { // the kernel names lo for those
		r.Device = strings.Clone(row[9])
	}
	return r, flags, nil
}

// addressIPv6 reads 32 digits in the order of the network, unlike those of the
// socket tables.
func addressIPv6(digits string) (netip.Addr, error) {
	var a [16]byte
	if len(digits) != 32 {
		return netip.Addr{}, fmt.Errorf("%q is not an address", short(digits))
	}
	if _, err := hex.Decode(a[:], []byte(digits)); err != nil {
		return netip.Addr{}, fmt.Errorf("%q is not an address", short(digits))
	}
	return netip.AddrFrom16(a), nil
}
