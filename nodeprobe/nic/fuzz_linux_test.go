package nic

import (
	"context"
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func FuzzStatNames(f *testing.F) {
	f.Add([]byte("rx_packets\x00junk after the end, of more than 32 bytes"), 1)
	f.Add([]byte(strings.Repeat(" hc_tx_err_inval_vportoffset_pkt", 3)), 3)
	f.Add([]byte{}, 0)
	f.Add([]byte("short"), -1)
	f.Fuzz(func(t *testing.T, block []byte, count int) {
		names, err := statNames(block, count)
		if err != nil {
			return
		}
		if len(names) != count || count*nameLength > len(block) {
			t.Fatalf("%d names of %d in %d bytes", len(names), count, len(block))
		}
		var stats []Stat
		for i, name := range names {
			if len(name) > nameLength || strings.ContainsRune(name, 0) || strings.TrimSpace(name) != name {
				t.Errorf("name %q", name)
			}
			stats = append(stats, Stat{Name: name, Value: uint64(i)})
		}
		for _, driver := range []string{"hv_netvsc", "mlx5_core", "virtio_net"} {
			for _, n := range Interpret(driver, stats).Named {
				if _, _, ok := Explain(driver, n.Name); !ok {
					t.Errorf("%q is not on the list of %s", n.Name, driver)
				}
			}
		}
	})
}

// recorded hands over the messages of a table of this machine.
func recorded(f *testing.F, kind uint16, size int) {
	err := dump(context.Background(), "seeds", kind, make([]byte, size), func() func([]byte) error {
		return func(data []byte) error { f.Add(data); return nil }
	})
	if err != nil {
		f.Fatal(err)
	}
}

func FuzzLink(f *testing.F) {
	recorded(f, unix.RTM_GETLINK, unix.SizeofIfInfomsg)
	f.Fuzz(func(t *testing.T, data []byte) {
		link, err := parseLink(data)
		if err == nil && link.Index != int(int32(binary.NativeEndian.Uint32(data[4:]))) {
			t.Errorf("link %+v", link)
		}
		_ = link.State.String()
	})
}

func FuzzQdisc(f *testing.F) {
	recorded(f, unix.RTM_GETQDISC, tcmsgSize)
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := parseQdisc(data)
		if err == nil && q.Handle.String() == "" {
			t.Errorf("qdisc %+v", q)
		}
		var s NeighbourStates
		_ = s.count(data, unix.AF_INET, 1)
	})
}
