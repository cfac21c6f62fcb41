package kernel

import (
	"fmt"
	"strings"
	"testing"
)

func TestSoftirqs(t *testing.T) {
	got := must(Softirqs(node()))(t)
	if len(got) != 2 || got[1].CPU != 1 || got[0].NetRX < 7_000_000 || got[0].NetTX == 0 || got[0].NetTX > 10_000 {
		t.Errorf("got %+v", got)
	}
}

func TestSoftirqsOfOtherKernels(t *testing.T) {
	for _, test := range []struct {
		kernel, text string
		want         []SoftirqCPU
	}{
		{"5.15, 4 possible processors of which 2 are online", `                    CPU0       CPU1       CPU2       CPU3       
          HI:          1          0          0          0
       TIMER:   33000001   32000002          0          0
      NET_TX:       1234         17          0          0
      NET_RX: 4294967295     900000          0          0
       BLOCK:      40000      50000          0          0
`, []SoftirqCPU{{0, 4294967295, 1234}, {1, 900000, 17}, {2, 0, 0}, {3, 0, 0}}},
		{"numbers with gaps, rows in another order", "CPU0 CPU8191\nNET_RX: 1 2\nNEW: 9 9 9\nNET_TX: 3 4\n",
			[]SoftirqCPU{{0, 1, 3}, {8191, 2, 4}}},
	} {
		t.Run(test.kernel, func(t *testing.T) {
			equal(t, must(Softirqs(files("proc/softirqs", test.text)))(t), test.want)
		})
	}
}

func TestSoftirqsThatAreWrong(t *testing.T) {
	wrong(t, "proc/softirqs", Softirqs, map[string]int{
		"CPU0 CPU1\nNET_TX: 1 2\nNET_RX: 1 x\n":   3,
		"CPU0 CPU1\nNET_TX: 1 2\nNET_RX: 1\n":     3,
		"CPU0 CPU1\nNET_TX: 1 2 3\nNET_RX: 1 2\n": 2,
		"CPU0\nNET_TX: 1\nNET_RX: 4294967296\n":   3, // 33 bits
		"CPU0\nNET_TX: 1\n":                       1,
		"CPU\nNET_TX: 1\nNET_RX: 1\n":             1,
		"CPU8192\nNET_TX: 1\nNET_RX: 1\n":         1,
		"zero one\nNET_TX: 1\nNET_RX: 1\n":        1,
	})
}

func FuzzSoftirqs(f *testing.F) {
	f.Add("CPU0 CPU2\nNET_RX: 1 2\nNET_TX: 3 4\n")
	f.Add(recorded(f, "node/proc/softirqs"))
	f.Fuzz(func(t *testing.T, text string) {
		cpus, err := parseSoftirqs("f", text)
		if err != nil {
			return
		}
		var head, rx, tx strings.Builder
		for _, c := range cpus {
			fmt.Fprintf(&head, " CPU%d", c.CPU)
			fmt.Fprintf(&rx, " %d", c.NetRX)
			fmt.Fprintf(&tx, " %d", c.NetTX)
		}
		equal(t, must(parseSoftirqs("f", head.String()+"\nNET_RX:"+rx.String()+"\nNET_TX:"+tx.String()))(t), cpus)
	})
}
