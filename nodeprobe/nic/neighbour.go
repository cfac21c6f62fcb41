package nic

// Neighbours counts entries of the neighbour tables, one namespace's.
//
// The limits (gc_thresh1 to 3) hold for all namespaces together, so that these
// counts say who fills the table, and "entries" of /proc/net/stat/arp_cache and
// ndisc_cache how full it is.
type Neighbours struct {
	IPv4, IPv6 NeighbourStates
}

// NeighbourStates counts entries by state, an NUD_ constant
// (include/uapi/linux/neighbour.h, v6.12).
type NeighbourStates struct {
	// Incomplete entries wait for an answer; Failed ones got none.
	Incomplete, Failed int
	// Reachable, Stale, Delay and Probe entries have an address.
	Reachable, Stale, Delay, Probe int
	// NoARP and Permanent entries are outside of the limits.
	NoARP, Permanent int
	// Other is NUD_NONE.
	Other int
	// Truncated says that counting stopped at the bound that the caller set.
	Truncated bool
}

// Total is the number of entries that were counted.
func (s NeighbourStates) Total() int {
	return s.Incomplete + s.Failed + s.Reachable + s.Stale + s.Delay + s.Probe + s.NoARP + s.Permanent + s.Other
}

// Neighbour is an entry of the neighbour tables.
type Neighbour struct {
	Address string
	Index   int // of the device
	// State is FAILED or INCOMPLETE for an entry without an address, PERMANENT
	// for one that somebody set.
	State string
	MAC   string // as in 00:0d:3a:01:02:03; empty if there is none
}
