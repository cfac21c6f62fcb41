package kernel

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// socketColumns are the positions of a row's words; 0 is none, as no word that
// matters comes first.
type socketColumns struct {
	local, state, queues, resent, uid, inode, drops int
}

// socketHeader finds the columns of a row by the header. Two names of it share
// a word with the name before them: tx_queue:rx_queue and tr:tm->when.
func socketHeader(header []string, protocol string) (socketColumns, bool) {
	var c socketColumns
	at := 0
	for _, name := range header {
		switch name {
		case "rx_queue", "tm->when":
			continue
		case "local_address":
			c.local = at
		case "st":
			c.state = at
		case "tx_queue":
			c.queues = at
		case "retrnsmt":
			c.resent = at
		case "uid":
			c.uid = at
		case "inode":
			c.inode = at
		case "drops":
			c.drops = at
		}
		at++
	}
	isUDP := strings.HasPrefix(protocol, "udp")
	return c, c.local > 0 && c.state > 0 && c.queues > 0 && c.uid > 0 && c.inode > 0 && (c.drops > 0 || !isUDP)
}

// socket reads a row, and the state of it.
func (c socketColumns) socket(row []string) (s Socket, state uint64, err error) {
	if len(row) <= max(c.local, c.state, c.queues, c.uid, c.inode, c.drops) {
		return s, 0, fmt.Errorf("only %d columns", len(row))
	}
	read := func(word string, base, bits int) (n uint64) {
		if err == nil {
			n, err = number(word, base, bits)
		}
		return n
	}
	tx, rx, _ := strings.Cut(row[c.queues], ":")
	s.TxQueue, s.RxQueue = uint32(read(tx, 16, 32)), uint32(read(rx, 16, 32))
	s.UID, s.Inode = uint32(read(row[c.uid], 10, 32)), read(row[c.inode], 10, 64)
	if state = read(row[c.state], 16, 8); c.drops > 0 {
		s.Drops = uint32(read(row[c.drops], 10, 32))
	}
	if err == nil {
		s.Local, err = socketAddress(row[c.local])
	}
	return s, state, err
}

// socketAddress reads an address as "0100007F:1F90": words of 32 bits, each
// printed as the number that a little-endian machine takes it for.
func socketAddress(text string) (netip.AddrPort, error) {
	digits, port, _ := strings.Cut(text, ":")
	if len(digits) != 8 && len(digits) != 32 {
		return netip.AddrPort{}, fmt.Errorf("%q is not an address", short(text))
	}
	var address [16]byte
	size := len(digits) / 2
	for i := 0; i < size; i += 4 {
		word, err := number(digits[2*i:2*i+8], 16, 32)
		if err != nil {
			return netip.AddrPort{}, err
		}
		binary.LittleEndian.PutUint32(address[i:], uint32(word))
	}
	p, err := number(port, 16, 16)
	ip, _ := netip.AddrFromSlice(address[:size])
	return netip.AddrPortFrom(ip, uint16(p)), err
}
