package kernel

import (
	"fmt"
	"strings"
	"testing"
)

const devHeader = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`

func TestNetDev(t *testing.T) {
	got := must(NetDev(node(), 1))(t)
	var names []string
	for _, d := range got {
		names = append(names, d.Name)
	}
	equal(t, names, []string{"lo", "ifb0", "ifb1", "eth0"})
	if eth := got[3]; eth.RxBytes < 800_000_000 || eth.RxPackets < 90_000 || eth.TxBytes < 7_000_000 || eth.RxDrops != 0 {
		t.Errorf("eth0: %+v", eth)
	}
}

func TestNetDevColumns(t *testing.T) {
	want := []Device{{Name: "eth0.100", RxBytes: 1, RxPackets: 2, RxErrors: 3, RxDrops: 4, RxFIFO: 5, RxFrame: 6, RxCompressed: 7, Multicast: 8,
		TxBytes: 9, TxPackets: 10, TxErrors: 11, TxDrops: 12, TxFIFO: 13, Collisions: 14, TxCarrier: 15, TxCompressed: 1<<64 - 1}}
	for kernel, text := range map[string]string{
		"5.15 to 6.18":          devHeader + "eth0.100:       1       2    3    4    5     6          7         8        9      10   11   12   13    14      15 18446744073709551615\n",
		"2.6, without a blank":  devHeader + "eth0.100:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 18446744073709551615\n",
		"columns more, in turn": " face |packets bytes errs drop fifo frame compressed multicast nohandler|compressed bytes packets errs drop fifo colls carrier\neth0.100: 2 1 3 4 5 6 7 8 99 18446744073709551615 9 10 11 12 13 14 15\n",
	} {
		t.Run(kernel, func(t *testing.T) { equal(t, must(NetDev(files("proc/1/net/dev", text), 1))(t), want) })
	}
	equal(t, len(must(NetDev(files("proc/1/net/dev", devHeader), 1))(t)), 0)
}

func TestNetDevThatIsWrong(t *testing.T) {
	wrong(t, "proc/1/net/dev", ofPID(NetDev), map[string]int{
		devHeader + "lo: 1 2 3\n":                                    3,
		devHeader + "lo 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n": 3,
		devHeader + "lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\neth0: 1 2 3 4 x 6 7 8 9 10 11 12 13 14 15 16\n": 4,
		devHeader + "lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 18446744073709551616\n":                             3,
		"lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n":                                                           1,
		" face |bytes packets|bytes packets\nlo: 1 2 3 4\n":                                                      1,
		"Inter-|   Receive |  Transmit\n":                                                                        1,
	})
}

func FuzzNetDev(f *testing.F) {
	f.Add(devHeader + "a: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n")
	f.Add(recorded(f, "node/proc/1/net/dev"))
	f.Fuzz(func(t *testing.T, text string) {
		devices, err := parseNetDev("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		again.WriteString(devHeader)
		for _, d := range devices {
			fmt.Fprintf(&again, "%s: %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d\n", d.Name, d.RxBytes, d.RxPackets, d.RxErrors, d.RxDrops, d.RxFIFO, d.RxFrame, d.RxCompressed, d.Multicast,
				d.TxBytes, d.TxPackets, d.TxErrors, d.TxDrops, d.TxFIFO, d.Collisions, d.TxCarrier, d.TxCompressed)
		}
		equal(t, must(parseNetDev("f", again.String()))(t), devices)
	})
}
