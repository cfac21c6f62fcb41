package nic

import "slices"

// Path is how packets of an hv_netvsc device reach the network.
type Path string

const (
	// Accelerated: a VF belongs to the device and is up, so that packets bypass
	// the host's virtual switch.
	Accelerated Path = "accelerated"
	// VFIdle: there is a VF, but it is down or not attached to the device, so that
	// packets take the slow path. Normal for seconds while Azure services a host.
	VFIdle Path = "vf-idle"
	// SlowPath: there is no VF, whatever the portal says of accelerated networking.
	SlowPath Path = "slow"
)

// Pair is an hv_netvsc device and the VF that carries its packets. The device has
// the addresses and the qdisc; the VF has the rings that overflow.
type Pair struct {
	// Synthetic is the index of the hv_netvsc device, VF that of the VF; 0: none.
	Synthetic, VF int
	// Driver is the VF's, empty without one.
	Driver string
	Path   Path
}

// Pairs finds the hv_netvsc devices and their VFs. Drivers are by index of a link,
// as [Ethtool.Driver] names them.
//
// A VF is found as the driver itself does (get_netvsc_byslot and
// netvsc_vf_join in drivers/net/hyperv/netvsc_drv.c, v6.12): it has the synthetic
// device as its master or, while it is being joined, the same MAC. VLANs and
// bridges inherit that MAC, so that the VF's driver must be one of Azure's.
func Pairs(links []Link, drivers map[int]string) []Pair {
	var pairs []Pair
	for _, synthetic := range links {
		if drivers[synthetic.Index] != "hv_netvsc" {
			continue
		}
		pair := Pair{Synthetic: synthetic.Index, Path: SlowPath}
		for _, vf := range links {
			path := joined(synthetic, vf, drivers[vf.Index])
			if path == Accelerated || path == VFIdle && pair.Path == SlowPath {
				pair = Pair{Synthetic: synthetic.Index, VF: vf.Index, Driver: drivers[vf.Index], Path: path}
			}
		}
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return a.Synthetic - b.Synthetic })
	return pairs
}

// joined says how a link serves a synthetic device: SlowPath if not at all.
func joined(synthetic, vf Link, driver string) Path {
	switch driver {
	case "mlx4_core", "mlx4_en", "mlx5_core", "mana":
	default:
		return SlowPath
	}
	attached := vf.Master == synthetic.Index || synthetic.Lower == vf.Index && !synthetic.LowerElsewhere
	switch {
	case attached && vf.Up && vf.Carrier:
		return Accelerated
	case attached, vf.Master == 0 && sameMAC(synthetic, vf):
		return VFIdle
	}
	return SlowPath
}

// sameMAC compares as the driver does: the VF's MAC or permanent one with the
// synthetic device's, which may have been given another since.
func sameMAC(synthetic, vf Link) bool {
	for _, mine := range []string{synthetic.PermanentMAC, synthetic.MAC} {
		if mine != "" && mine != "00:00:00:00:00:00" && (mine == vf.MAC || mine == vf.PermanentMAC) {
			return true
		}
	}
	return false
}
