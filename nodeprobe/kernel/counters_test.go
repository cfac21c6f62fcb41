package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

// one reads one file of process 1 into a map, levels too.
func one(file string) func(fs.FS) (Counters, error) {
	return func(fsys fs.FS) (Counters, error) {
		r := NewReader(fsys)
		parse := r.readSections
		if file == "net/snmp6" {
			parse = r.readPairs
		}
		err := r.file(of(1, file), tableLimit, parse)
		return r.tally.counters(), err
	}
}

func (t Tally) counters() Counters {
	all := Counters{}
	for _, list := range t.Lists {
		for i, name := range list.Names {
			all[name] = list.Values[i]
		}
	}
	for _, level := range t.Levels {
		all[level.Name] = level.Value
	}
	return all
}

func TestCountersOfANamespace(t *testing.T) {
	tally := must(NewReader(pod()).Counters(podPID))(t)
	counters := tally.counters()
	for name, want := range map[string]uint64{
		"Udp.RcvbufErrors":     45, // 50 datagrams into a buffer for 5
		"Udp.NoPorts":          5,
		"Tcp.MaxConn":          math.MaxUint64, // −1
		"Ip.DefaultTTL":        64,
		"Udp6RcvbufErrors":     15,
		"Ip6InTooBigErrors":    0,
		"Tcp.CurrEstab":        counters["Tcp.CurrEstab"],
		"IpExt.InNoRoutes":     0,
		"TcpExt.ListenDrops":   counters["TcpExt.ListenOverflows"],
		"MPTcpExt.MPCurrEstab": 0,
	} {
		if got, ok := counters[name]; !ok || got != want {
			t.Errorf("%s: got %d, %t, want %d", name, got, ok, want)
		}
	}
	// One connection more than listen(1) allows: 4 SYN, sent up to 3 times.
	if counters["TcpExt.ListenOverflows"] < 4 {
		t.Errorf("ListenOverflows %d", counters["TcpExt.ListenOverflows"])
	}
	levels := map[string]bool{}
	for _, level := range tally.Levels {
		levels[level.Name] = true
	}
	equal(t, levels, isLevel)
	if n := len(must(one("net/netstat")(node()))(t)); n != 229 {
		t.Errorf("%d counters of the node's netstat", n)
	}
}

// TestReaderKeepsTheNames reads namespaces that count the same and others in
// turn: the names are shared where they are equal, and never mixed up.
func TestReaderKeepsTheNames(t *testing.T) {
	texts := []string{
		"Ip: A\nIp: 1\nUdp: B C\nUdp: 2 3\n", "Ip: A\nIp: 4\nUdp: B C\nUdp: 5 6\n", "Udp: C B\nUdp: 7 8\n", "Ip: A\nIp: 9\nUdp: B C\nUdp: 10 11\n",
	}
	pairs := []string{"X 1\nY 2\n", "X 3\nY 4\n", "X 5\nZ 6\nY 7\n", "X 8\n"}
	want := []Counters{
		{"Ip.A": 1, "Udp.B": 2, "Udp.C": 3, "X": 1, "Y": 2, "T.N": 0}, {"Ip.A": 4, "Udp.B": 5, "Udp.C": 6, "X": 3, "Y": 4, "T.N": 0},
		{"Udp.C": 7, "Udp.B": 8, "X": 5, "Z": 6, "Y": 7, "T.N": 0}, {"Ip.A": 9, "Udp.B": 10, "Udp.C": 11, "X": 8, "T.N": 0},
	}
	m := files()
	for i := range texts {
		m[of(i, "net/snmp")] = &fstest.MapFile{Data: []byte(texts[i])}
		m[of(i, "net/snmp6")] = &fstest.MapFile{Data: []byte(pairs[i])}
		m[of(i, "net/netstat")] = &fstest.MapFile{Data: []byte("T: N\nT: 0\n")}
	}
	r := NewReader(m)
	var first []*string
	for round := range 2 {
		for i := range texts {
			tally := must(r.Counters(i))(t)
			equal(t, tally.counters(), want[i])
			for j, list := range tally.Lists[:1] {
				if i == 0 && round == 0 {
					first = append(first, &list.Names[0])
				} else if i != 2 && first[j] != &list.Names[0] {
					t.Errorf("namespace %d has names of its own", i)
				}
			}
		}
	}
}

// TestReaderIsBounded reads more lines of names than are kept.
func TestReaderIsBounded(t *testing.T) {
	m := files("proc/1/net/netstat", "T: N\nT: 0\n")
	r := NewReader(m)
	for i := range 10 * mostSections {
		m["proc/1/net/snmp"] = &fstest.MapFile{Data: fmt.Appendf(nil, "IcmpMsg: InType%d\nIcmpMsg: 7\n", i)}
		equal(t, must(r.Counters(1))(t).counters(), Counters{fmt.Sprintf("IcmpMsg.InType%d", i): 7, "T.N": 0})
		if len(r.sections) > mostSections {
			t.Fatalf("%d lines of names are kept", len(r.sections))
		}
	}
}

// TestCountersUpToAnError gives what was read before a file that is wrong.
func TestCountersUpToAnError(t *testing.T) {
	m := files("proc/1/net/snmp", "Ip: A\nIp: 1\n", "proc/1/net/netstat", "T: N\nT: 0\n", "proc/1/net/snmp6", "X\n")
	tally, err := NewReader(m).Counters(1)
	if !errors.Is(err, ErrMalformed) {
		t.Errorf("error %v", err)
	}
	equal(t, tally.counters(), Counters{"Ip.A": 1, "T.N": 0})
	delete(m, "proc/1/net/snmp6") // a kernel without IPv6
	equal(t, must(NewReader(m).Counters(1))(t).counters(), Counters{"Ip.A": 1, "T.N": 0})
	delete(m, "proc/1/net/netstat")
	if _, err := NewReader(m).Counters(1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestCountersOfOtherKernels(t *testing.T) {
	snmp := must(one("net/snmp")(files("proc/1/net/snmp", `Ip: Forwarding DefaultTTL InReceives
Ip: 1 64 18446744073709551615
IcmpMsg: InType3 OutType3
IcmpMsg: 286 284
Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors
Udp: 7 1 2 8 3 4 5
`)))(t)
	equal(t, snmp, Counters{"Ip.Forwarding": 1, "Ip.DefaultTTL": 64, "Ip.InReceives": math.MaxUint64, "IcmpMsg.InType3": 286,
		"IcmpMsg.OutType3": 284, "Udp.InDatagrams": 7, "Udp.NoPorts": 1, "Udp.InErrors": 2, "Udp.OutDatagrams": 8,
		"Udp.RcvbufErrors": 3, "Udp.SndbufErrors": 4, "Udp.InCsumErrors": 5})
	netstat := must(one("net/netstat")(files("proc/1/net/netstat", "TcpExt: SyncookiesSent TCPNew\nTcpExt: 1 2\nMPTcpExt: MPCapableSYNRX\nMPTcpExt: 3\n")))(t)
	equal(t, netstat, Counters{"TcpExt.SyncookiesSent": 1, "TcpExt.TCPNew": 2, "MPTcpExt.MPCapableSYNRX": 3})
}

func TestCountersThatAreWrong(t *testing.T) {
	wrong(t, "proc/1/net/snmp", one("net/snmp"), map[string]int{
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
	wrong(t, "proc/1/net/snmp6", one("net/snmp6"), map[string]int{
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
		counters, err := one("net/snmp")(files("proc/1/net/snmp", text))
		if err != nil {
			return
		}
		var again strings.Builder
		for key, v := range counters {
			prefix, name, _ := strings.Cut(key, ".")
			fmt.Fprintf(&again, "%s: %s\n%s: %d\n", prefix, name, prefix, v)
		}
		equal(t, must(one("net/snmp")(files("proc/1/net/snmp", again.String())))(t), counters)
	})
}

func FuzzPairs(f *testing.F) {
	f.Add("A 1\nB\t-2\n")
	f.Add(recorded(f, "node/proc/1/net/snmp6"))
	f.Fuzz(func(t *testing.T, text string) {
		counters, err := one("net/snmp6")(files("proc/1/net/snmp6", text))
		if err != nil {
			return
		}
		var again strings.Builder
		for key, v := range counters {
			fmt.Fprintf(&again, "%s %d\n", key, v)
		}
		equal(t, must(one("net/snmp6")(files("proc/1/net/snmp6", again.String())))(t), counters)
	})
}
