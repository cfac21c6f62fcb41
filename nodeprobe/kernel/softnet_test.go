package kernel

import (
	"fmt"
	"strings"
	"testing"
)

func TestSoftnet(t *testing.T) {
	got := must(Softnet(node()))(t)
	equal(t, got, []SoftnetCPU{
		{CPU: 0, Processed: got[0].Processed, TimeSqueeze: 1, Backlog: new(uint32(0))},
		{CPU: 1, Processed: got[1].Processed, TimeSqueeze: 1, Backlog: new(uint32(0))},
	})
	if got[0].Processed < 7_000_000 {
		t.Errorf("processed %d", got[0].Processed)
	}
}

func TestSoftnetOfOtherKernels(t *testing.T) {
	zeros := strings.Repeat(" 00000000", 6)
	for _, test := range []struct {
		kernel, text string
		want         []SoftnetCPU
	}{
		{"3.11 to 5.9, 11 columns: no processor, no backlog",
			"6dcad223 00000001 00000002" + zeros + " 0000000a 0000000b\n6f0e1565 00000000 00000000" + zeros + " 00000000 00000000\n",
			[]SoftnetCPU{{CPU: 0, Processed: 0x6dcad223, Dropped: 1, TimeSqueeze: 2, ReceivedRPS: 10, FlowLimit: 11}, {CPU: 1, Processed: 0x6f0e1565}}},
		{"5.10 and 5.15, 13 columns; processor 1 is offline",
			"00000001 00000000 00000000" + zeros + " 00000000 00000000 00000000 00000000\nffffffff 00000000 00000000" + zeros + " 00000000 00000000 00000010 00000002\n",
			[]SoftnetCPU{{CPU: 0, Processed: 1, Backlog: new(uint32(0))}, {CPU: 2, Processed: 1<<32 - 1, Backlog: new(uint32(16))}}},
		{"6.6, 6.8, 6.12, 15 columns: each queue's length too",
			"00000001 00000000 00000000" + zeros + " 00000000 00000000 00000003 00000007 00000001 00000002\n",
			[]SoftnetCPU{{CPU: 7, Processed: 1, Backlog: new(uint32(3))}}},
		{"a later one with a column more",
			"00000001 00000000 00000000" + zeros + " 00000000 00000000 00000003 00000007 00000001 00000002 0000abcd\n",
			[]SoftnetCPU{{CPU: 7, Processed: 1, Backlog: new(uint32(3))}}},
	} {
		t.Run(test.kernel, func(t *testing.T) {
			equal(t, must(Softnet(files("proc/net/softnet_stat", test.text)))(t), test.want)
		})
	}
}

func TestSoftnetThatIsWrong(t *testing.T) {
	row := strings.Repeat("00000000 ", 11)
	wrong(t, "proc/net/softnet_stat", Softnet, map[string]int{
		"00000000 00000000\n":                1,
		row + "\n" + row[:80] + "zz000000\n": 2,
		row + "\n\n" + row[:90] + "\n":       3,
		"100000000 " + row + "\n":            1, // 33 bits
		"-1 " + row + "\n":                   1,
		row + "00000000 00002000\n":          1, // processor 8192
	})
}

func FuzzSoftnet(f *testing.F) {
	f.Add(recorded(f, "node/proc/net/softnet_stat"))
	f.Add(strings.Repeat("00000001 ", 11))
	f.Fuzz(func(t *testing.T, text string) {
		cpus, err := parseSoftnet("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, c := range cpus {
			fmt.Fprintf(&again, "%08x %08x %08x 0 0 0 0 0 0 %08x %08x", c.Processed, c.Dropped, c.TimeSqueeze, c.ReceivedRPS, c.FlowLimit)
			if c.Backlog != nil {
				fmt.Fprintf(&again, " %08x %08x", *c.Backlog, c.CPU)
			}
			again.WriteString("\n")
		}
		equal(t, must(parseSoftnet("f", again.String()))(t), cpus)
	})
}
