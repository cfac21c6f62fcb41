package nic

import (
	"context"
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"
)

// CountNeighbours counts the neighbour entries of the namespace, up to most of
// each family; it keeps none of them.
func CountNeighbours(ctx context.Context, most int) (Neighbours, error) {
	var n Neighbours
	for _, table := range []struct {
		family uint8
		states *NeighbourStates
	}{{unix.AF_INET, &n.IPv4}, {unix.AF_INET6, &n.IPv6}} {
		request := make([]byte, unix.SizeofNdMsg)
		request[0] = table.family
		err := dump(ctx, "neighbours", unix.RTM_GETNEIGH, request, func() func([]byte) error {
			*table.states = NeighbourStates{}
			return func(data []byte) error { return table.states.count(data, table.family, most) }
		})
		if err != nil {
			return Neighbours{}, err
		}
	}
	return n, nil
}

// count reads struct ndmsg (include/uapi/linux/neighbour.h, v6.12).
func (s *NeighbourStates) count(data []byte, family uint8, most int) error {
	if len(data) < unix.SizeofNdMsg {
		return errShort
	}
	if data[0] != family {
		return nil // a kernel without the family answers with all
	}
	if s.Total() >= most {
		s.Truncated = true
		return errEnough
	}
	switch binary.NativeEndian.Uint16(data[8:]) {
	case unix.NUD_INCOMPLETE:
		s.Incomplete++
	case unix.NUD_REACHABLE:
		s.Reachable++
	case unix.NUD_STALE:
		s.Stale++
	case unix.NUD_DELAY:
		s.Delay++
	case unix.NUD_PROBE:
		s.Probe++
	case unix.NUD_FAILED:
		s.Failed++
	case unix.NUD_NOARP:
		s.NoARP++
	case unix.NUD_PERMANENT:
		s.Permanent++
	default:
		s.Other++
	}
	return nil
}

// UnusualNeighbours lists the entries that found no address, or that somebody
// set for ever, up to most of them. Multicast ones, which are always there, are
// left out.
func UnusualNeighbours(ctx context.Context, most int) ([]Neighbour, error) {
	var list []Neighbour
	err := dump(ctx, "neighbours", unix.RTM_GETNEIGH, make([]byte, unix.SizeofNdMsg), func() func([]byte) error {
		list = nil
		return func(data []byte) error {
			n, unusual, err := unusualNeighbour(data)
			if err != nil || !unusual {
				return err
			}
			if len(list) == most {
				return errEnough
			}
			list = append(list, n)
			return nil
		}
	})
	return list, err
}

// unusualNeighbour reads struct ndmsg and its attributes.
func unusualNeighbour(data []byte) (n Neighbour, unusual bool, err error) {
	if len(data) < unix.SizeofNdMsg {
		return n, false, errShort
	}
	switch binary.NativeEndian.Uint16(data[8:]) {
	case unix.NUD_INCOMPLETE:
		n.State = "INCOMPLETE"
	case unix.NUD_FAILED:
		n.State = "FAILED"
	case unix.NUD_PERMANENT:
		n.State = "PERMANENT"
	default:
		return n, false, nil
	}
	n.Index = int(int32(binary.NativeEndian.Uint32(data[4:])))
	var ip netip.Addr
	err = attributes(data[unix.SizeofNdMsg:], func(kind uint16, value []byte) error {
		switch kind {
		case unix.NDA_DST:
			ip, _ = netip.AddrFromSlice(value)
		case unix.NDA_LLADDR:
			n.MAC = address(value)
		}
		return nil
	})
	n.Address = ip.String()
	return n, err == nil && ip.IsValid() && !ip.IsMulticast() && !ip.IsLoopback(), err
}
