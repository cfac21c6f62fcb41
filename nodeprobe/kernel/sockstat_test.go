package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
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
		"TCP: inuse 9223372036854775808\n":   1,
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
		gauges, err := Sockstat(files("proc/1/net/sockstat", text), 1)
		if err != nil {
			return
		}
		var b strings.Builder
		b.WriteString("\n")
		for key, v := range gauges {
			protocol, name, _ := strings.Cut(key, ".")
			fmt.Fprintf(&b, "%s: %s %d\n", protocol, name, v)
		}
		equal(t, must(Sockstat(files("proc/1/net/sockstat", b.String()), 1))(t), gauges)
	})
}

// TestReaderTellsOneNamespacesGauges holds that nothing of the last one is left.
func TestReaderTellsOneNamespacesGauges(t *testing.T) {
	m := files("proc/1/net/sockstat", "TCP: inuse 1 tw 2\n", "proc/1/net/sockstat6", "TCP6: inuse 3\n", "proc/2/net/sockstat", "TCP: inuse 4\n")
	r := NewReader(m)
	equal(t, must(r.Sockstat(1))(t), Gauges{"TCP.inuse": 1, "TCP.tw": 2, "TCP6.inuse": 3})
	equal(t, must(r.Sockstat(2))(t), Gauges{"TCP.inuse": 4})
	for i := range 2 * mostGauges {
		m["proc/2/net/sockstat"] = &fstest.MapFile{Data: fmt.Appendf(nil, "P%d: inuse %d\n", i, i)}
		equal(t, must(r.Sockstat(2))(t), Gauges{fmt.Sprintf("P%d.inuse", i): int64(i)})
	}
	if len(r.names) > mostGauges {
		t.Errorf("%d names are kept", len(r.names))
	}
	if _, err := r.Sockstat(3); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
