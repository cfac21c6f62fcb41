package kernel

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

const routeHeader = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"

func TestRoutes(t *testing.T) {
	v4, v6 := netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")
	equal(t, must(Routes(node(), 1))(t), RouteList{Count: 5, Defaults: []Route{
		{Destination: v4, Gateway: netip.MustParseAddr("192.0.2.1"), Device: "eth0"},
		{Destination: v6, Gateway: netip.MustParseAddr("fd00::1"), Device: "eth0", Metric: 1024},
	}})
	equal(t, must(Routes(pod(), podPID))(t), RouteList{
		Count: 5 + 6,
		Defaults: []Route{
			{Destination: v4, Gateway: netip.MustParseAddr("10.9.0.2"), Device: "eth0"},
			{Destination: v6, Gateway: netip.MustParseAddr("fd09::3"), Device: "eth0", Metric: 1024},
			{Destination: v6, Metric: 2000, Rejects: true},
		},
		Refusals: []Route{{Destination: netip.MustParsePrefix("10.11.0.0/16"), Rejects: true}, {Destination: netip.MustParsePrefix("10.12.0.0/16"), Rejects: true}},
		AdvMSS:   []Route{{Destination: netip.MustParsePrefix("10.10.0.0/16"), Gateway: netip.MustParseAddr("10.9.0.3"), Device: "eth0", Metric: 4000000000, AdvMSS: 1300}},
	})
}

func TestRoutesOfOtherKernels(t *testing.T) {
	read := func(v4, v6 string) RouteList {
		m := files("proc/1/net/route", v4)
		if v6 != "" {
			m = files("proc/1/net/route", v4, "proc/1/net/ipv6_route", v6)
		}
		return must(Routes(m, 1))(t)
	}
	equal(t, read(routeHeader, ""), RouteList{}) // no route, no IPv6
	equal(t, read("Metric Mask Iface New Destination Gateway Flags MTU\n-294967296 00000000 * x 00000000 00000000 0201 0\n", ""),
		RouteList{Count: 1, Defaults: []Route{{Destination: netip.MustParsePrefix("0.0.0.0/0"), Metric: 4000000000, Rejects: true}}})
	zeros := strings.Repeat("0", 32)
	equal(t, read(routeHeader, zeros+" 00 "+zeros+" 00 "+zeros+" 00000400 00000001 00000000 00000001 \n"),
		RouteList{Count: 1, Defaults: []Route{{Destination: netip.MustParsePrefix("::/0"), Metric: 1024}}}) // no device
	equal(t, read(routeHeader, zeros+" 00 "+zeros+" 00 "+zeros+" ffffffff 00000001 00000000 00200200       lo\n"), RouteList{})
}

func TestRoutesThatAreWrong(t *testing.T) {
	row := "eth0\t0000090A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
	bad := func(old, new string) string { return routeHeader + row + strings.Replace(row, old, new, 1) }
	wrong(t, "proc/1/net/route", ofPID(Routes), map[string]int{
		bad("0000090A", "0000090G"):                3,
		bad("0000090A", "10000090A"):               3,
		bad("0000090A\t", ""):                      3,
		bad("00FFFFFF", "00FF00FF"):                3, // a mask with a hole
		bad("00FFFFFF", "FFFFFF00"):                3, // the order of the network
		bad("0\t00FFFFFF", "x\t00FFFFFF"):          3,
		bad("0\t00FFFFFF", "4294967296\t00FFFFFF"): 3,
		bad("FFF\t0", "FFF\t-1"):                   3,
		"Iface\tDestination\n":                     1,
	})
	zeros := strings.Repeat("0", 32)
	row6 := zeros + " 00 " + zeros + " 00 " + zeros + " 00000400 00000001 00000000 00000001 eth0\n"
	for old, new := range map[string]string{zeros + " 00 ": zeros + " 81 ", zeros: zeros[1:] + "g", "00000400": "100000400", "00000001 eth0": "z eth0", "eth0": "a b", " 00000000 00000001 eth0": ""} {
		_, err := Routes(files("proc/1/net/route", routeHeader, "proc/1/net/ipv6_route", row6+strings.Replace(row6, old, new, 1)), 1)
		if err == nil || !strings.HasPrefix(err.Error(), "cannot parse proc/1/net/ipv6_route, line 2: malformed") {
			t.Errorf("%q for %q: %v", new, old, err)
		}
	}
}

func FuzzRoutesIPv4(f *testing.F) {
	f.Add(routeHeader + "* 0000090A 0100090A 0201 0 0 -1 0000FFFF 1340 0 0\n")
	f.Add(recorded(f, "pod/proc/4242/net/route"))
	f.Fuzz(func(t *testing.T, text string) {
		var list, got RouteList
		if list.parseIPv4("f", text) != nil {
			return
		}
		var b strings.Builder
		b.WriteString(routeHeader)
		for _, r := range slices.Concat(list.Defaults, list.Refusals, list.AdvMSS) {
			number := func(a netip.Addr) (n uint32) {
				if a.IsValid() {
					b := a.As4()
					n = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
				}
				return n
			}
			mask := netip.PrefixFrom(netip.MustParseAddr("255.255.255.255"), r.Destination.Bits()).Masked().Addr()
			device, flags, mss := r.Device, 0, uint32(0)
			if device == "" {
				device = "*"
			}
			if r.Rejects {
				flags = routeReject
			}
			if r.AdvMSS > 0 {
				mss = r.AdvMSS + 40
			}
			fmt.Fprintf(&b, "%s %08X %08X %04X 0 0 %d %08X %d 0 0\n", device, number(r.Destination.Addr()), number(r.Gateway), flags, r.Metric, number(mask), mss)
		}
		if err := got.parseIPv4("f", b.String()); err != nil {
			t.Fatal(err)
		}
		got.Count = list.Count
		equal(t, got, list)
	})
}

func FuzzRoutesIPv6(f *testing.F) {
	f.Add(recorded(f, "pod/proc/4242/net/ipv6_route"))
	f.Fuzz(func(t *testing.T, text string) {
		var list, got RouteList
		if list.parseIPv6("f", text) != nil {
			return
		}
		var b strings.Builder
		for _, r := range list.Defaults {
			flags, gateway := 1, netip.IPv6Unspecified().As16()
			if r.Rejects {
				flags |= routeReject
			}
			if r.Gateway.IsValid() {
				gateway = r.Gateway.As16()
			}
			fmt.Fprintf(&b, "%x %02x %032d 00 %x %08x 1 0 %08x %s\n", r.Destination.Addr().As16(), r.Destination.Bits(), 0, gateway, r.Metric, flags, r.Device)
		}
		if err := got.parseIPv6("f", b.String()); err != nil {
			t.Fatal(err)
		}
		equal(t, got.Defaults, list.Defaults)
	})
}
