package drill

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"

	"golang.org/x/sys/unix"
)

// ipv4 is a packet with the header's fields that a drill chooses. The kernel
// fills in length, identification where it is 0, and checksum (raw(7)).
type ipv4 struct {
	from, to string
	id       uint16
	fragment uint16 // flags and offset
	protocol byte
	payload  []byte
}

const moreFragments = 0x2000

func (p ipv4) bytes() []byte {
	header := make([]byte, 20, 20+len(p.payload))
	header[0], header[8], header[9] = 0x45, 64, p.protocol
	binary.BigEndian.PutUint16(header[4:], p.id)
	binary.BigEndian.PutUint16(header[6:], p.fragment)
	copy(header[12:], netip.MustParseAddr(p.from).AsSlice())
	copy(header[16:], netip.MustParseAddr(p.to).AsSlice())
	return append(header, p.payload...)
}

// TCP flags.
const (
	syn = 0x02
	ack = 0x10
)

// segment is a TCP segment without data; spoil is added to its checksum.
func segment(from, to string, source, destination uint16, flags byte, spoil uint16) ipv4 {
	b := make([]byte, 20)
	binary.BigEndian.PutUint16(b, source)
	binary.BigEndian.PutUint16(b[2:], destination)
	binary.BigEndian.PutUint32(b[4:], 1000)
	binary.BigEndian.PutUint32(b[8:], 2000)
	b[12], b[13] = 5<<4, flags
	binary.BigEndian.PutUint16(b[14:], 64240)
	binary.BigEndian.PutUint16(b[16:], checksum(from, to, unix.IPPROTO_TCP, b)+spoil)
	return ipv4{from: from, to: to, protocol: unix.IPPROTO_TCP, payload: b}
}

// datagram is a UDP datagram; spoil is added to its checksum.
func datagram(from, to string, source, destination uint16, data []byte, spoil uint16) ipv4 {
	b := make([]byte, 8, 8+len(data))
	binary.BigEndian.PutUint16(b, source)
	binary.BigEndian.PutUint16(b[2:], destination)
	binary.BigEndian.PutUint16(b[4:], uint16(8+len(data)))
	b = append(b, data...)
	binary.BigEndian.PutUint16(b[6:], checksum(from, to, unix.IPPROTO_UDP, b)+spoil)
	return ipv4{from: from, to: to, protocol: unix.IPPROTO_UDP, payload: b}
}

// ping is an ICMP echo request.
func ping(from, to string) ipv4 {
	b := []byte{8, 0, 0, 0, 0, 1, 0, 1}
	binary.BigEndian.PutUint16(b[2:], sum(b))
	return ipv4{from: from, to: to, protocol: unix.IPPROTO_ICMP, payload: b}
}

// checksum is that of a payload behind the pseudo header (RFC 768, RFC 9293).
func checksum(from, to string, protocol byte, payload []byte) uint16 {
	pseudo := slices.Concat(netip.MustParseAddr(from).AsSlice(), netip.MustParseAddr(to).AsSlice(), []byte{0, protocol, byte(len(payload) >> 8), byte(len(payload))})
	return sum(slices.Concat(pseudo, payload))
}

// sum is the checksum of RFC 1071.
func sum(b []byte) uint16 {
	var total uint32
	for i := 0; i < len(b); i += 2 {
		word := [2]byte{b[i]}
		copy(word[:], b[i:])
		total += uint32(binary.BigEndian.Uint16(word[:]))
	}
	for total > 0xffff {
		total = total>>16 + total&0xffff
	}
	return ^uint16(total)
}

// raw sends packets as they are.
func (s *space) raw(packets ...ipv4) {
	s.n.t.Helper()
	s.n.must(sendRaw(s.socket(unix.SOCK_RAW, unix.IPPROTO_RAW), packets...))
}

func sendRaw(fd int, packets ...ipv4) error {
	for _, p := range packets {
		if err := unix.Sendto(fd, p.bytes(), 0, &unix.SockaddrInet4{Addr: netip.MustParseAddr(p.to).As4()}); err != nil {
			return fmt.Errorf("cannot send a packet to %s: %w", p.to, err)
		}
	}
	return nil
}

// frames prepares to send frames of an unknown kind to everybody on eth0.
func (s *space) frames() (send func(number int) error) {
	s.n.t.Helper()
	const unknown = 0x88b5 // for local experiments, IEEE 802
	var fd, index int
	s.do(func() (err error) {
		if fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err == nil {
			index, err = interfaceIndex("eth0")
		}
		return err
	})
	s.n.t.Cleanup(func() { _ = unix.Close(fd) })
	to := &unix.SockaddrLinklayer{Protocol: unknown<<8&0xff00 | unknown>>8, Ifindex: index, Halen: 6, Addr: [8]byte{255, 255, 255, 255, 255, 255}}
	return func(number int) error {
		for range number {
			if err := unix.Sendto(fd, make([]byte, 64), 0, to); err != nil {
				return fmt.Errorf("cannot send a frame: %w", err)
			}
		}
		return nil
	}
}

// interfaceIndex is a device's index in the namespace of the calling thread.
func interfaceIndex(device string) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	defer func() { _ = unix.Close(fd) }()
	request, err := unix.NewIfreq(device)
	if err == nil {
		err = unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, request)
	}
	if err != nil {
		return 0, err
	}
	return int(request.Uint32()), nil
}
