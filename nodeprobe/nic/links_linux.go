package nic

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// Links lists the interfaces of the namespace.
func Links(ctx context.Context) ([]Link, error) {
	var links []Link
	err := dump(ctx, "links", unix.RTM_GETLINK, make([]byte, unix.SizeofIfInfomsg), func() func([]byte) error {
		links = nil
		return func(data []byte) error {
			link, err := parseLink(data)
			if err == nil {
				links = append(links, link)
			}
			return err
		}
	})
	if err != nil {
		return nil, err
	}
	return links, nil
}

// parseLink reads struct ifinfomsg and its attributes.
func parseLink(data []byte) (Link, error) {
	if len(data) < unix.SizeofIfInfomsg {
		return Link{}, errShort
	}
	l := Link{
		Type:  binary.NativeEndian.Uint16(data[2:]),
		Index: int(int32(binary.NativeEndian.Uint32(data[4:]))),
		Flags: binary.NativeEndian.Uint32(data[8:]),
	}
	l.Up, l.Carrier = l.Flags&unix.IFF_UP != 0, l.Flags&unix.IFF_LOWER_UP != 0
	if err := attributes(data[unix.SizeofIfInfomsg:], l.read); err != nil {
		return Link{}, fmt.Errorf("cannot read link %d: %w", l.Index, err)
	}
	if l.Lower == l.Index {
		l.Lower = 0 // old drivers name themselves
	}
	return l, nil
}

func (l *Link) read(kind uint16, value []byte) error {
	switch kind {
	case unix.IFLA_IFNAME:
		l.Name = unix.ByteSliceToString(value)
	case unix.IFLA_MTU:
		return word(value, &l.MTU)
	case unix.IFLA_MASTER:
		return word(value, &l.Master)
	case unix.IFLA_LINK:
		return word(value, &l.Lower)
	case unix.IFLA_LINK_NETNSID:
		l.LowerElsewhere = true
	case unix.IFLA_ADDRESS:
		l.MAC = address(value)
	case unix.IFLA_PERM_ADDRESS:
		l.PermanentMAC = address(value)
	case unix.IFLA_OPERSTATE:
		if len(value) > 0 {
			l.State = OperState(value[0])
		}
	case unix.IFLA_QDISC:
		l.Qdisc = unix.ByteSliceToString(value)
	case unix.IFLA_NUM_RX_QUEUES:
		return word(value, &l.RXQueues)
	case unix.IFLA_NUM_TX_QUEUES:
		return word(value, &l.TXQueues)
	case unix.IFLA_CARRIER_CHANGES:
		return word(value, &l.CarrierChanges)
	case unix.IFLA_PARENT_DEV_NAME:
		l.Bus = unix.ByteSliceToString(value)
	case unix.IFLA_LINKINFO:
		return attributes(value, func(kind uint16, value []byte) error {
			if kind == unix.IFLA_INFO_KIND {
				l.Kind = unix.ByteSliceToString(value)
			}
			return nil
		})
	case unix.IFLA_STATS64:
		return l.Stats.parse(value)
	}
	return nil
}

// parse reads struct rtnl_link_stats64, whose fields are in an order that later
// kernels only append to.
func (s *LinkStats) parse(data []byte) error {
	fields := [...]*uint64{
		&s.RXPackets, &s.TXPackets, &s.RXBytes, &s.TXBytes, &s.RXErrors, &s.TXErrors, &s.RXDropped, &s.TXDropped,
		&s.Multicast, &s.Collisions, &s.RXLength, &s.RXOver, &s.RXCRC, &s.RXFrame, &s.RXFIFO, &s.RXMissed,
		&s.TXAborted, &s.TXCarrier, &s.TXFIFO, nil /* tx_heartbeat_errors */, &s.TXWindow,
	}
	if len(data) < 8*len(fields) {
		return errShort
	}
	for i, field := range fields {
		if field != nil {
			*field = binary.NativeEndian.Uint64(data[8*i:])
		}
	}
	return nil
}

// address writes a MAC; tunnels have IP addresses in its place, or zeros.
func address(raw []byte) string {
	if len(raw) != 6 {
		return ""
	}
	return net.HardwareAddr(raw).String()
}
