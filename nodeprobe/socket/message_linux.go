package socket

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"
)

const (
	requestSize = 56 // struct inet_diag_req_v2 (include/uapi/linux/inet_diag.h, v6.12)
	messageSize = 72 // struct inet_diag_msg

	skMemInfo = 7 // INET_DIAG_SKMEMINFO
)

// request asks for the sockets of a family and protocol that are in one of some
// states, which are bits, with their memory.
func request(family, protocol uint8, states uint32) []byte {
	r := make([]byte, requestSize)
	r[0], r[1], r[2] = family, protocol, 1<<(skMemInfo-1)
	binary.NativeEndian.PutUint32(r[4:], states)
	return r
}

// message is what struct inet_diag_msg and its attributes say. What the two queues
// are depends on the protocol and the state.
type message struct {
	state            State
	local, remote    netip.AddrPort
	device           int
	receives, writes uint32
	memory           Memory
}

func (m *message) parse(data []byte) error {
	if len(data) < messageSize {
		return errShort
	}
	family, id := data[0], data[4:52]
	*m = message{
		state:    State(data[1]),
		local:    addrPort(family, id[4:20], id[0:2]),
		remote:   addrPort(family, id[20:36], id[2:4]),
		device:   int(int32(binary.NativeEndian.Uint32(id[36:]))),
		receives: binary.NativeEndian.Uint32(data[56:]),
		writes:   binary.NativeEndian.Uint32(data[60:]),
	}
	return m.attributes(data[messageSize:])
}

// attributes finds the memory among struct nlattr's without copying the others.
// Sockets that wait for their end (TIME_WAIT) have none.
func (m *message) attributes(data []byte) error {
	for len(data) > 0 {
		if len(data) < unix.SizeofNlAttr {
			return errShort
		}
		size := int(binary.NativeEndian.Uint16(data))
		if size < unix.SizeofNlAttr || size > len(data) {
			return errShort
		}
		if binary.NativeEndian.Uint16(data[2:]) == skMemInfo {
			if err := m.memory.parse(data[unix.SizeofNlAttr:size]); err != nil {
				return err
			}
		}
		aligned := (size + unix.NLA_ALIGNTO - 1) &^ (unix.NLA_ALIGNTO - 1)
		data = data[min(aligned, len(data)):]
	}
	return nil
}

// parse reads the SK_MEMINFO_ array (include/uapi/linux/sock_diag.h, v6.12).
func (m *Memory) parse(data []byte) error {
	fields := [...]*uint32{&m.Receive, &m.ReceiveMost, &m.Send, &m.SendMost, nil, nil, nil, &m.Backlog, &m.Drops}
	if len(data) < 4*len(fields) {
		return errShort
	}
	for i, field := range fields {
		if field != nil {
			*field = binary.NativeEndian.Uint32(data[4*i:])
		}
	}
	return nil
}

// addrPort reads an address and a port in network order. An IPv4 peer of an IPv6
// socket is written as IPv4.
func addrPort(family uint8, address, port []byte) netip.AddrPort {
	var ip netip.Addr
	if family == unix.AF_INET {
		ip = netip.AddrFrom4([4]byte(address))
	} else {
		ip = netip.AddrFrom16([16]byte(address)).Unmap()
	}
	return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(port))
}
