package kernel

import (
	"errors"
	"io/fs"
	"testing"
)

func TestNeighbour(t *testing.T) {
	arp, ndisc := must(Neighbour(node(), 1, IPv4))(t), must(Neighbour(node(), 1, IPv6))(t)
	equal(t, arp.Entries < 1000 && ndisc.Entries < 1000, true) // not added up over processors
	for _, name := range []string{"table_fulls", "unresolved_discards", "res_failed", "forced_gc_runs"} {
		if _, ok := arp.Totals[name]; !ok {
			t.Errorf("no %s", name)
		}
	}
	equal(t, len(ndisc.Totals), 12)
	equal(t, must(NeighbourThresholds(node(), IPv4))(t), NeighbourLimits{128, 512, 1024})
	equal(t, must(NeighbourThresholds(node(), IPv6))(t), NeighbourLimits{128, 512, 1024})
}

func TestNeighbourOfOtherKernels(t *testing.T) {
	for kernel, header := range map[string]string{
		"older": "entries  allocs destroys hash_grows  lookups hits  res_failed  rcv_probes_mcast rcv_probes_ucast  periodic_gc_runs forced_gc_runs unresolved_discards table_fulls",
		"6.18":  "entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs unresolved_discards table_fulls",
	} {
		text := header + "\n0000000a 1 2 3 4 5 6 7 8 9 a b c\n0000000a 0 0 0 0 0 0 0 0 0 0 1 ffffffff\n"
		t.Run(kernel, func(t *testing.T) {
			got := must(Neighbour(files("proc/1/net/stat/arp_cache", text), 1, IPv4))(t)
			equal(t, []uint64{uint64(got.Entries), got.Totals["unresolved_discards"], got.Totals["table_fulls"]}, []uint64{10, 12, 0x10000000b})
		})
	}
	if _, err := NeighbourThresholds(pod(), IPv4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a child namespace: %v", err)
	}
}
