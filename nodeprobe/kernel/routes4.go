package kernel

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"strings"
)

// parseIPv4 reads net/route (fib_route_seq_show, net/ipv4/fib_trie.c, v6.12).
func (l *RouteList) parseIPv4(name, text string) error {
	var header, row []string
	var columns [7]int
	for n, line := range lines(text) {
		if header == nil {
			header = words(nil, line)
			for i, column := range [7]string{"Iface", "Destination", "Gateway", "Flags", "Metric", "Mask", "MTU"} {
				if columns[i] = slices.Index(header, column); columns[i] < 0 {
					return malformed(name, n, "no column %s", column)
				}
			}
			continue
		}
		if row = words(row, line); len(row) != len(header) {
			return malformed(name, n, "%d columns of %d", len(row), len(header))
		}
		var picked [7]string
		for i, at := range columns {
			picked[i] = row[at]
		}
		r, err := routeIPv4(picked)
		if err != nil {
			return malformed(name, n, "%v", err)
		}
		l.add(r)
	}
	return nil
}

func routeIPv4(row [7]string) (r Route, err error) {
	read := func(word string, base int) (n uint32) {
		if err == nil {
			var v uint64
			v, err = number(word, base, 32)
			n = uint32(v)
		}
		return n
	}
	destination, gateway, flags := read(row[1], 16), read(row[2], 16), read(row[3], 16)
	mask, mss := read(row[5], 16), read(row[6], 10)
	// Kernels differ in whether a metric of 2³¹ and more has a sign.
	metric, bad := signed(row[4])
	if err != nil || bad != nil {
		return r, cmp.Or(err, bad)
	}
	// A number of the file is the address as a little-endian machine reads it.
	length := bits.LeadingZeros32(^bits.ReverseBytes32(mask))
	if metric < -1<<31 || metric >= 1<<32 || bits.OnesCount32(mask) != length {
		return r, fmt.Errorf("metric %d or mask %08X", metric, mask)
	}
	r = Route{
		Destination: netip.PrefixFrom(addressIPv4(destination), length), Metric: uint32(metric),
		Rejects: flags&routeReject != 0 || row[0] == "*", // a blackhole has no device, and no flag
	}
	if gateway != 0 {
		r.Gateway = addressIPv4(gateway)
	}
	if row[0] != "*" {
		r.Device = strings.Clone(row[0])
	}
	if mss > 40 {
		r.AdvMSS = mss - 40
	}
	return r, nil
}

func addressIPv4(n uint32) netip.Addr {
	var a [4]byte
	binary.LittleEndian.PutUint32(a[:], n)
	return netip.AddrFrom4(a)
}
