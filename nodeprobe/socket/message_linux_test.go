package socket

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// sample is a message as a kernel writes it, for a connection with drops.
func sample(family uint8) []byte {
	data := make([]byte, messageSize)
	data[0], data[1] = family, uint8(Established)
	binary.BigEndian.PutUint16(data[4:], 443)
	binary.BigEndian.PutUint16(data[6:], 50000)
	if family == unix.AF_INET {
		copy(data[8:], []byte{10, 0, 0, 1})
		copy(data[24:], []byte{10, 0, 0, 2})
	} else {
		local, remote := netip.MustParseAddr("fd00::1").As16(), netip.MustParseAddr("::ffff:10.0.0.2").As16()
		copy(data[8:], local[:])
		copy(data[24:], remote[:])
	}
	binary.NativeEndian.PutUint32(data[40:], 3)
	binary.NativeEndian.PutUint32(data[56:], 17)
	binary.NativeEndian.PutUint32(data[60:], 19)
	attribute := func(kind uint16, value []byte) {
		data = binary.NativeEndian.AppendUint16(data, uint16(4+len(value)))
		data = binary.NativeEndian.AppendUint16(data, kind)
		data = append(data, value...)
		data = append(data, make([]byte, -len(value)&3)...)
	}
	attribute(8, []byte{1}) // INET_DIAG_SHUTDOWN, which is padded
	var memory []byte
	for i := range uint32(10) { // one more than this kernel has
		memory = binary.NativeEndian.AppendUint32(memory, 100+i)
	}
	attribute(skMemInfo, memory)
	return data
}

func TestParse(t *testing.T) {
	want := message{
		state: Established, device: 3, receives: 17, writes: 19,
		local:  netip.MustParseAddrPort("10.0.0.1:443"),
		remote: netip.MustParseAddrPort("10.0.0.2:50000"),
		memory: Memory{Receive: 100, ReceiveMost: 101, Send: 102, SendMost: 103, Backlog: 107, Drops: 108},
	}
	var m message
	if err := m.parse(sample(unix.AF_INET)); err != nil || m != want {
		t.Errorf("IPv4: %+v, %v", m, err)
	}
	want.local = netip.MustParseAddrPort("[fd00::1]:443")
	if err := m.parse(sample(unix.AF_INET6)); err != nil || m != want {
		t.Errorf("IPv6: %+v, %v", m, err)
	}
	whole := sample(unix.AF_INET)
	for size := range len(whole) {
		err := m.parse(whole[:size])
		complete := size == messageSize || size >= messageSize+5 && size <= messageSize+8 // padding may be missing
		if complete != (err == nil) {
			t.Errorf("the first %d bytes: %v", size, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample(unix.AF_INET))
	f.Add(sample(unix.AF_INET6))
	f.Add(sample(unix.AF_INET)[:messageSize+3])
	f.Fuzz(func(t *testing.T, data []byte) {
		var m message
		if err := m.parse(data); err != nil {
			return
		}
		if len(data) < messageSize || m.state != State(data[1]) || !m.local.IsValid() || m.state.String() == "" {
			t.Errorf("%+v of %d bytes", m, len(data))
		}
		if len(data) == messageSize && m.memory != (Memory{}) {
			t.Errorf("memory %+v out of nowhere", m.memory)
		}
	})
}
