package nic

import (
	"context"
	"encoding/binary"

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
