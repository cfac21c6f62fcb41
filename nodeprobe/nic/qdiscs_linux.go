package nic

import (
	"context"
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	tcmsgSize = 20 // struct tcmsg (include/uapi/linux/rtnetlink.h, v6.12)

	tcaKind, tcaStats2     = 1, 7 // TCA_KIND, TCA_STATS2 (the same file)
	statsBasic, statsQueue = 1, 3 // TCA_STATS_BASIC, TCA_STATS_QUEUE (gen_stats.h)
)

// Qdiscs lists the queueing disciplines of all interfaces of the namespace, but
// for those that tc shows only as "invisible" (the defaults below mq).
func Qdiscs(ctx context.Context) ([]Qdisc, error) {
	var qdiscs []Qdisc
	err := dump(ctx, "qdiscs", unix.RTM_GETQDISC, make([]byte, tcmsgSize), func() func([]byte) error {
		qdiscs = nil
		return func(data []byte) error {
			q, err := parseQdisc(data)
			if err == nil {
				qdiscs = append(qdiscs, q)
			}
			return err
		}
	})
	if err != nil {
		return nil, err
	}
	return qdiscs, nil
}

// parseQdisc reads struct tcmsg and its attributes.
func parseQdisc(data []byte) (Qdisc, error) {
	if len(data) < tcmsgSize {
		return Qdisc{}, errShort
	}
	q := Qdisc{
		Index:  int(int32(binary.NativeEndian.Uint32(data[4:]))),
		Handle: Handle(binary.NativeEndian.Uint32(data[8:])),
		Parent: Handle(binary.NativeEndian.Uint32(data[12:])),
	}
	if err := attributes(data[tcmsgSize:], q.read); err != nil {
		return Qdisc{}, fmt.Errorf("cannot read qdisc %s of link %d: %w", q.Handle, q.Index, err)
	}
	return q, nil
}

func (q *Qdisc) read(kind uint16, value []byte) error {
	switch kind {
	case tcaKind:
		q.Kind = unix.ByteSliceToString(value)
	case tcaStats2:
		return attributes(value, q.stats)
	}
	return nil
}

func (q *Qdisc) stats(kind uint16, value []byte) error {
	switch kind {
	case statsBasic: // struct gnet_stats_basic
		if len(value) < 12 {
			return errShort
		}
		q.Bytes, q.Packets = binary.NativeEndian.Uint64(value), binary.NativeEndian.Uint32(value[8:])
	case statsQueue: // struct gnet_stats_queue
		fields := [...]*uint32{&q.QueueLength, &q.Backlog, &q.Drops, &q.Requeues, &q.Overlimits}
		if len(value) < 4*len(fields) {
			return errShort
		}
		for i, field := range fields {
			*field = binary.NativeEndian.Uint32(value[4*i:])
		}
	}
	return nil
}
