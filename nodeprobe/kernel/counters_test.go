package kernel

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestCountersOfANamespace(t *testing.T) {
	snmp := must(SNMP(pod(), podPID))(t)
	netstat := must(Netstat(pod(), podPID))(t)
	snmp6 := must(SNMP6(pod(), podPID))(t)
	for _, test := range []struct {
		from Counters
		name string
		want uint64
	}{
		{snmp, "Udp.RcvbufErrors", 45}, // 50 datagrams into a buffer for 5
		{snmp, "Udp.NoPorts", 5},
		{snmp, "Tcp.MaxConn", math.MaxUint64}, // −1
		{snmp, "Ip.DefaultTTL", 64},
		{snmp6, "Udp6RcvbufErrors", 15},
		{snmp6, "Ip6InTooBigErrors", 0},
	} {
		if got, ok := test.from[test.name]; !ok || got != test.want {
			t.Errorf("%s: got %d, %t, want %d", test.name, got, ok, test.want)
		}
	}
	// One connection more than listen(1) allows: 4 SYN, sent up to 3 times.
	if overflows := netstat["TcpExt.ListenOverflows"]; overflows < 4 || overflows != netstat["TcpExt.ListenDrops"] {
		t.Errorf("ListenOverflows %d, ListenDrops %d", overflows, netstat["TcpExt.ListenDrops"])
	}
	equal(t, int64(snmp["Tcp.MaxConn"]), int64(-1))
	if n := len(must(Netstat(node(), 1))(t)); n != 229 {
		t.Errorf("%d counters of the node's netstat", n)
	}
}

func TestCountersOfOtherKernels(t *testing.T) {
	snmp := must(SNMP(files("proc/1/net/snmp", `Ip: Forwarding DefaultTTL InReceives
Ip: 1 64 18446744073709551615
IcmpMsg: InType3 OutType3
IcmpMsg: 286 284
Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors
Udp: 7 1 2 8 3 4 5
`), 1))(t)
	equal(t, snmp, Counters{"Ip.Forwarding": 1, "Ip.DefaultTTL": 64, "Ip.InReceives": math.MaxUint64, "IcmpMsg.InType3": 286,
		"IcmpMsg.OutType3": 284, "Udp.InDatagrams": 7, "Udp.NoPorts": 1, "Udp.InErrors": 2, "Udp.OutDatagrams": 8,
		"Udp.RcvbufErrors": 3, "Udp.SndbufErrors": 4, "Udp.InCsumErrors": 5})
	netstat := must(Netstat(files("proc/1/net/netstat", "TcpExt: SyncookiesSent TCPNew\nTcpExt: 1 2\nMPTcpExt: MPCapableSYNRX\nMPTcpExt: 3\n"), 1))(t)
	equal(t, netstat, Counters{"TcpExt.SyncookiesSent": 1, "TcpExt.TCPNew": 2, "MPTcpExt.MPCapableSYNRX": 3})
}

func TestCountersThatAreWrong(t *testing.T) {
	wrong(t, "proc/1/net/snmp", ofPID(SNMP), map[string]int{
		"Ip: A B\nIp: 1\n":                  2,
		"Ip: A\nIp: 1 2\n":                  2,
		"Ip: A\nIp: 1\nTcp: B\nUdp: 1\n":    4,
		"Ip: A\nIp: 1\nTcp: B\n":            3,
		"Ip: A\nIp: one\n":                  2,
		"Ip: A\nIp: 1_000\n":                2,
		"Ip: A\nIp: 0x10\n":                 2,
		"Ip: A\nIp: +1\n":                   2,
		"Ip: A\nIp: --1\n":                  2,
		"Ip: A\nIp: 18446744073709551616\n": 2,
		"Ip: A\nIp: -9223372036854775809\n": 2,
		"I.p: A\nI.p: 1\n":                  1,
		": A\n: 1\n":                        1,
		"Ip A\nIp 1\n":                      1,
		"\n \n":                             1,
	})
	wrong(t, "proc/1/net/snmp6", ofPID(SNMP6), map[string]int{
		"Ip6InReceives 1\nIp6InHdrErrors\n": 2,
		"Ip6InReceives 1 2\n":               1,
		"Ip6InReceives x\n":                 1,
		" \n":                               1,
	})
}

func FuzzSections(f *testing.F) {
	f.Add("Ip: A B\nIp: 1 -1\nTcp: C\nTcp: 2\n")
	f.Add(recorded(f, "node/proc/1/net/snmp"))
	f.Add(recorded(f, "pod/proc/4242/net/netstat"))
	f.Fuzz(func(t *testing.T, text string) {
		counters, err := parseSections("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for key, v := range counters {
			prefix, name, _ := strings.Cut(key, ".")
			fmt.Fprintf(&again, "%s: %s\n%s: %d\n", prefix, name, prefix, v)
		}
		equal(t, must(parseSections("f", again.String()))(t), counters)
	})
}

func FuzzPairs(f *testing.F) {
	f.Add("A 1\nB\t-2\n")
	f.Add(recorded(f, "node/proc/1/net/snmp6"))
	f.Fuzz(func(t *testing.T, text string) {
		counters, err := parsePairs("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for key, v := range counters {
			fmt.Fprintf(&again, "%s %d\n", key, v)
		}
		equal(t, must(parsePairs("f", again.String()))(t), counters)
	})
}
