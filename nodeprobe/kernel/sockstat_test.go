package kernel

import (
	"fmt"
	"strings"
	"testing"
)

func TestSockstat(t *testing.T) {
	equal(t, must(Sockstat(pod(), podPID))(t), Gauges{
		"sockets.used": 19, "TCP.inuse": 9, "TCP.orphan": 0, "TCP.tw": 0, "TCP.alloc": 1100, "TCP.mem": 0,
		"UDP.inuse": 3, "UDP.mem": 0, "UDPLITE.inuse": 0, "RAW.inuse": 0, "FRAG.inuse": 0, "FRAG.memory": 0,
		"TCP6.inuse": 4, "UDP6.inuse": 3, "UDPLITE6.inuse": 0, "RAW6.inuse": 0, "FRAG6.inuse": 0, "FRAG6.memory": 0,
	})
	// Without IPv6, and without UDPLITE.
	equal(t, must(Sockstat(files("proc/1/net/sockstat", "sockets: used 1\nTCP: inuse 2 mem -3\n"), 1))(t),
		Gauges{"sockets.used": 1, "TCP.inuse": 2, "TCP.mem": -3})
}

func TestSockstatThatIsWrong(t *testing.T) {
	wrong(t, "proc/1/net/sockstat", ofPID(Sockstat), map[string]int{
		"TCP : inuse 1\n":                    1,
		"TCP inuse 1\n":                      1,
		"TCP: inuse\n":                       1,
		"TCP: inuse 1\nUDP: inuse mem 1 2\n": 2,
		"TCP: inuse 1.5\n":                   1,
		"TCP: inuse +1\n":                    1,
	})
	_, err := Sockstat(files("proc/1/net/sockstat", "TCP: inuse 1\n", "proc/1/net/sockstat6", "TCP6: inuse x\n"), 1)
	if err == nil || !strings.Contains(err.Error(), "sockstat6, line 1") {
		t.Errorf("error %v", err)
	}
}

func FuzzSockstat(f *testing.F) {
	f.Add("TCP: inuse 1 mem -2\nUDP: mem 3\n")
	f.Add(recorded(f, "node/proc/1/net/sockstat"))
	f.Fuzz(func(t *testing.T, text string) {
		gauges, again := Gauges{}, Gauges{}
		if parseSockstat(gauges, "f", text) != nil {
			return
		}
		var b strings.Builder
		for key, v := range gauges {
			protocol, name, _ := strings.Cut(key, ".")
			fmt.Fprintf(&b, "%s: %s %d\n", protocol, name, v)
		}
		if err := parseSockstat(again, "f", b.String()); err != nil {
			t.Fatal(err)
		}
		equal(t, again, gauges)
	})
}
