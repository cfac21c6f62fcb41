package socket

import (
	"context"

	"golang.org/x/sys/unix"
)

// anyState is every state that a kernel has a bit for, but for bound sockets that
// do nothing (v6.8).
const anyState = 1<<13 - 1

// Listeners lists the TCP sockets that listen. The gate's InUse is about them
// alone; sockstat does not tell their number.
func Listeners(ctx context.Context, gate Gate) ([]Listener, error) {
	var listeners []Listener
	err := dump(ctx, "listeners", unix.IPPROTO_TCP, 1<<Listening, gate, func(m *message) {
		listeners = append(listeners, Listener{
			Local: m.local, Device: m.device,
			Queue: m.receives, Limit: m.writes, Drops: m.memory.Drops,
		})
	})
	if err != nil {
		return nil, err
	}
	return listeners, nil
}

// ReadTCP sums up the TCP sockets, with the top connections by unread data and by
// drops. The gate's InUse is "inuse" and "tw" of sockstat's line TCP.
func ReadTCP(ctx context.Context, gate Gate, top int) (TCP, error) {
	tcp := TCP{States: map[State]int{}}
	err := dump(ctx, "TCP sockets", unix.IPPROTO_TCP, anyState, gate, func(m *message) {
		tcp.States[m.state]++
		if m.state == Listening {
			return
		}
		c := Connection{
			Local: m.local, Remote: m.remote, State: m.state,
			Unread: m.receives, Unsent: m.writes, Memory: m.memory,
		}
		tcp.Unread += uint64(c.Unread)
		tcp.Drops += uint64(c.Memory.Drops)
		tcp.ByUnread = keep(tcp.ByUnread, c, top, func(c *Connection) uint32 { return c.Unread })
		tcp.ByDrops = keep(tcp.ByDrops, c, top, func(c *Connection) uint32 { return c.Memory.Drops })
	})
	if err != nil {
		return TCP{}, err
	}
	return tcp, nil
}

// ReadUDP lists the UDP sockets. The gate's InUse is "inuse" of sockstat's line UDP.
func ReadUDP(ctx context.Context, gate Gate) ([]UDP, error) {
	var sockets []UDP
	err := dump(ctx, "UDP sockets", unix.IPPROTO_UDP, anyState, gate, func(m *message) {
		sockets = append(sockets, UDP{
			Local: m.local, Remote: m.remote, Device: m.device,
			Unread: m.receives, Memory: m.memory,
		})
	})
	if err != nil {
		return nil, err
	}
	return sockets, nil
}
