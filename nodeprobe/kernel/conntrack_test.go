package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestConntrack(t *testing.T) {
	stat := must(Conntrack(node(), 1))(t)
	equal(t, len(stat.Totals), 16)
	for _, name := range []string{"clashres", "chainlength", "insert_failed", "drop", "early_drop", "invalid"} {
		if v, ok := stat.Totals[name]; !ok || v != 0 {
			t.Errorf("%s: %d, %t", name, v, ok)
		}
	}
	equal(t, must(ConntrackFill(node()))(t), ConntrackSize{Count: 0, Max: 262144, Buckets: 262144})
}

func TestConntrackOfOtherKernels(t *testing.T) {
	for _, test := range []struct {
		kernel, text string
		entries      uint32
		want         map[string]uint64
	}{
		{"4.19, with other names", `entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
00000021  00000000 00000000 00000000 00000003 0000588a 00000000 00000000 00000000 00000000 00000000 00000000 00000000  00000000 00000000 00000000 00000000
00000021  00000000 00000000 00000000 00000002 000056a4 00000000 00000000 00000000 00000004 00000005 00000000 00000000  00000000 00000000 00000000 00000002
`, 0x21, map[string]uint64{"invalid": 5, "ignore": 0xaf2e, "insert_failed": 4, "drop": 5, "search_restart": 2, "searched": 0}},
		{"5.15 to 6.18", `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
00000c21  00000001 00000000 00000000 00000010 00000000 00000000 00000000 00000000 00000002 00000005 00000001 00000000  00000000 00000000 00000000 00000003
00000c22  00000002 00000000 00000000 00000004 00000000 00000000 00000000 00000000 00000001 0000000a 00000000 00000000  00000000 00000000 00000000 00000000
`, 0xc22, map[string]uint64{"clashres": 3, "invalid": 0x14, "insert_failed": 3, "drop": 15, "early_drop": 1}},
		{"one processor wrapped, entries not first", "drop entries\nffffffff 1\n00000002 1\n", 1, map[string]uint64{"drop": 1}},
	} {
		t.Run(test.kernel, func(t *testing.T) {
			got := must(Conntrack(files("proc/1/net/stat/nf_conntrack", test.text), 1))(t)
			equal(t, got.Entries, test.entries)
			for name, want := range test.want {
				if v, ok := got.Totals[name]; !ok || v != want {
					t.Errorf("%s: got %d, %t, want %d", name, v, ok, want)
				}
			}
			if _, ok := got.Totals["entries"]; ok {
				t.Error("entries were added up")
			}
		})
	}
}

// TestConntrackSumsSurviveAWrap is why sums are modulo 2³².
func TestConntrackSumsSurviveAWrap(t *testing.T) {
	drop := func(text string) uint32 {
		return uint32(must(Conntrack(files("proc/1/net/stat/nf_conntrack", "entries drop\n"+text), 1))(t).Totals["drop"])
	}
	before, after := drop("0 fffffffe\n0 00000010\n"), drop("0 00000003\n0 00000012\n")
	equal(t, after-before, uint32(5+2))
}

func TestConntrackThatIsNotLoaded(t *testing.T) {
	for _, f := range []fs.FS{files(), files("proc/sys/net/netfilter/nf_conntrack_count", "1\n")} {
		if _, err := ConntrackFill(f); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	}
}

func TestConntrackThatIsWrong(t *testing.T) {
	wrong(t, "proc/1/net/stat/nf_conntrack", ofPID(Conntrack), map[string]int{
		"entries drop\n":              1,
		"found drop\n1 2\n":           1,
		"entries drop\n1\n":           2,
		"entries drop\n1 2\n1 2 3\n":  3,
		"entries drop\n1 0x2\n":       2,
		"entries drop\n1 100000000\n": 2,
		"entries drop\n100000000 1\n": 2,
	})
	_, err := ConntrackFill(files("proc/sys/net/netfilter/nf_conntrack_count", "1 2\n"))
	if !errors.Is(err, ErrMalformed) || !strings.Contains(fmt.Sprint(err), "nf_conntrack_count, line 1") {
		t.Errorf("error %v", err)
	}
}

func FuzzPerCPU(f *testing.F) {
	f.Add("entries a b\n1 2 ffffffff\n1 2 2\n", true)
	f.Add(recorded(f, "node/proc/1/net/stat/nf_conntrack"), true)
	f.Add(recorded(f, "node/proc/1/net/stat/arp_cache"), false)
	f.Fuzz(func(t *testing.T, text string, narrow bool) {
		width := 64
		if narrow {
			width = 32
		}
		stat, err := parsePerCPU("f", text, width)
		if err != nil {
			return
		}
		header, row := "entries", fmt.Sprintf("%08x", stat.entries)
		for name, v := range stat.totals {
			header += " " + name
			row += fmt.Sprintf(" %08x", v)
		}
		equal(t, must(parsePerCPU("f", header+"\n"+row, width))(t), stat)
	})
}
