package nic

import (
	"slices"
	"testing"
)

func TestPairs(t *testing.T) {
	const mac, other = "00:0d:3a:01:02:03", "00:0d:3a:ff:ff:ff"
	eth0 := Link{Index: 2, Name: "eth0", MAC: mac, PermanentMAC: mac, Up: true, Carrier: true}
	vf := Link{Index: 3, Name: "enP1s1", MAC: mac, Master: 2, Up: true, Carrier: true}
	with := func(l Link, change func(*Link)) Link { change(&l); return l }
	vlan := Link{Index: 9, Name: "eth0.7", Kind: "vlan", MAC: mac, Lower: 2, Up: true, Carrier: true}
	for name, c := range map[string]struct {
		links   []Link
		drivers map[int]string
		want    []Pair
	}{
		"accelerated by mlx5": {[]Link{eth0, vf, vlan}, map[int]string{2: "hv_netvsc", 3: "mlx5_core", 9: "802.1Q VLAN Support"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mlx5_core", Path: Accelerated}}},
		"accelerated by mana, whatever its MAC": {[]Link{with(vf, func(l *Link) { l.MAC = other }), eth0}, map[int]string{2: "hv_netvsc", 3: "mana"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mana", Path: Accelerated}}},
		"attached from above": {[]Link{with(eth0, func(l *Link) { l.Lower = 3 }), with(vf, func(l *Link) { l.Master = 0 })}, map[int]string{2: "hv_netvsc", 3: "mlx4_en"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mlx4_en", Path: Accelerated}}},
		"the VF is down": {[]Link{eth0, with(vf, func(l *Link) { l.Up = false })}, map[int]string{2: "hv_netvsc", 3: "mlx5_core"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mlx5_core", Path: VFIdle}}},
		"the VF is not attached yet": {[]Link{eth0, with(vf, func(l *Link) { l.Master = 0 })}, map[int]string{2: "hv_netvsc", 3: "mlx5_core"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mlx5_core", Path: VFIdle}}},
		"eth0 was given another MAC": {[]Link{with(eth0, func(l *Link) { l.MAC = other }), with(vf, func(l *Link) { l.Master = 0 })}, map[int]string{2: "hv_netvsc", 3: "mlx5_core"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mlx5_core", Path: VFIdle}}},
		"the attached VF wins": {[]Link{with(vf, func(l *Link) { l.Index, l.Master = 4, 0 }), eth0, vf}, map[int]string{2: "hv_netvsc", 3: "mana", 4: "mlx5_core"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mana", Path: Accelerated}}},
		"no VF, but a VLAN with the same MAC": {[]Link{eth0, vlan}, map[int]string{2: "hv_netvsc", 9: "802.1Q VLAN Support"},
			[]Pair{{Synthetic: 2, Path: SlowPath}}},
		"two devices, one slow": {[]Link{with(eth0, func(l *Link) { l.Index, l.MAC, l.PermanentMAC = 5, other, other }), vf, eth0}, map[int]string{2: "hv_netvsc", 3: "mlx5_core", 5: "hv_netvsc"},
			[]Pair{{Synthetic: 2, VF: 3, Driver: "mlx5_core", Path: Accelerated}, {Synthetic: 5, Path: SlowPath}}},
		"another's VF": {[]Link{eth0, with(vf, func(l *Link) { l.Master = 8 })}, map[int]string{2: "hv_netvsc", 3: "mlx5_core"},
			[]Pair{{Synthetic: 2, Path: SlowPath}}},
		"no MACs at all": {[]Link{with(eth0, func(l *Link) { l.MAC, l.PermanentMAC = "", "" }), with(vf, func(l *Link) { l.MAC, l.Master = "", 0 })}, map[int]string{2: "hv_netvsc", 3: "mlx5_core"},
			[]Pair{{Synthetic: 2, Path: SlowPath}}},
		"a machine that is not on Azure": {[]Link{eth0}, map[int]string{2: "virtio_net"}, nil},
	} {
		if got := Pairs(c.links, c.drivers); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, not %+v", name, got, c.want)
		}
	}
}
