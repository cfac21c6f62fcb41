package socket

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// place is where a listener listens: "0.0.0.0 port 8080/TCP".
func place(l sample.Listener) string {
	return fmt.Sprintf("%s port %d/%s", l.Address, l.Port, strings.ToUpper(strings.TrimSuffix(l.Protocol, "6")))
}

// have says how many connections wait: "1 connection has", "3 connections have".
func have(n uint32) string {
	if n == 1 {
		return "1 connection has"
	}
	return fmt.Sprintf("%d connections have", n)
}

// worst is the UDP socket that lost most of those that have unread datagrams now,
// with how many bytes these take; any with unread datagrams if the one that lost
// them is not known.
func (p pod) worst() (name string, bytes uint64) {
	most := uint64(0)
	for _, s := range p.Sockets() {
		queue, err := strconv.ParseUint(s.Facts["queue"], 10, 64)
		if lost := p.Lost(s, "drops"); err == nil && queue > 0 && lost > most {
			_, socket, _ := strings.Cut(s.Name, " ")
			name, bytes, most = "socket "+socket, queue, lost
		}
	}
	if most > 0 {
		return name, bytes
	}
	l, _ := p.longest("udp")
	return place(l), uint64(l.Queue)
}
