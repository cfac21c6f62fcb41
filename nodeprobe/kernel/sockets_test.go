package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	tcpHeader   = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	tcpListener = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 7 3 00000000b8c6905b 100 0 0 10 0\n"
	udpSocket   = "   1: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 8 2 0000000000000000 0\n"
	udpHeader   = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
)

func TestSockets(t *testing.T) {
	at := netip.MustParseAddrPort
	equal(t, must(Sockets(pod(), podPID))(t), SocketList{Sockets: []Socket{
		{Protocol: "tcp", Local: at("127.0.0.1:8080"), RxQueue: 2, Inode: 1901676},
		{Protocol: "tcp6", Local: at("[::]:443"), Inode: 1901677},
		{Protocol: "tcp6", Local: at("[fd09::1]:9000"), RxQueue: 1, Inode: 1901678},
		{Protocol: "udp", Local: at("10.9.0.1:34397"), Connected: true, Inode: 1901674},
		{Protocol: "udp", Local: at("0.0.0.0:52278"), Inode: 1901686},
		{Protocol: "udp", Local: at("10.9.0.1:5353"), RxQueue: 0x1040, Inode: 1901670, Drops: 45},
		{Protocol: "udp6", Local: at("[fd09::1]:53"), RxQueue: 0x1040, Inode: 1901671, Drops: 15},
		{Protocol: "udp6", Local: at("[fd09::1]:33809"), Connected: true, Inode: 1901675},
		{Protocol: "udp6", Local: at("[::]:8125"), Inode: 1901673},
	}})
}

// TestSocketsStopsAfterTheListeners holds that connections are not even parsed.
func TestSocketsStopsAfterTheListeners(t *testing.T) {
	text := tcpHeader + tcpListener + strings.Replace(tcpListener, " 0A ", " 01 ", 1) + "garbage\n"
	got := must(listeners(files("proc/1/net/tcp", text), 1))(t)
	equal(t, len(got.Sockets), 1)
}

func TestSocketsWithoutTheOtherProtocols(t *testing.T) {
	equal(t, must(listeners(files("proc/1/net/tcp", tcpHeader), 1))(t), SocketList{})
	equal(t, must(udpSockets(files("proc/1/net/udp", udpHeader), 1))(t), SocketList{})
	for _, f := range []fs.FS{files(), files("proc/1/net/udp", udpHeader), files("proc/1/net/tcp", tcpHeader)} {
		if _, err := Sockets(f, 1); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a process that ended: %v", err)
		}
	}
}

func TestSocketsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(tcpHeader)
	for range MostSockets {
		b.WriteString(tcpListener)
	}
	exact := must(listeners(files("proc/1/net/tcp", b.String()), 1))(t)
	b.WriteString(tcpListener)
	over := must(listeners(files("proc/1/net/tcp", b.String()), 1))(t)
	if exact.Truncated || !over.Truncated || len(exact.Sockets) != MostSockets || len(over.Sockets) != MostSockets {
		t.Errorf("%d sockets, %t; %d sockets, %t", len(exact.Sockets), exact.Truncated, len(over.Sockets), over.Truncated)
	}
	if _, err := listeners(files("proc/1/net/tcp", tcpHeader+strings.Repeat("x", socketRow)), 1); err == nil {
		t.Error("a row of 4 KiB was read")
	}
}

// TestSocketsSparesTheTables holds that a file is not even opened where sockstat
// says that it has nothing.
func TestSocketsSparesTheTables(t *testing.T) {
	m := files("proc/1/net/sockstat", "TCP: inuse 0\nUDP: inuse 1\n", "proc/1/net/sockstat6", "TCP6: inuse 1\nUDP6: inuse 0\n",
		"proc/1/net/tcp", "garbage", "proc/1/net/tcp6", tcpHeader+tcpListener, "proc/1/net/udp", udpHeader+udpSocket, "proc/1/net/udp6", "garbage")
	got := must(Sockets(m, 1))(t)
	equal(t, len(got.Sockets), 2)
	for file, text := range map[string]string{"sockstat": "TCP: inuse 1\nUDP: inuse 1\n", "sockstat6": "TCP6: inuse 0\nUDP6: inuse 1\n"} {
		was := m["proc/1/net/"+file]
		m["proc/1/net/"+file] = &fstest.MapFile{Data: []byte(text)}
		if _, err := Sockets(m, 1); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s says that there are sockets: error %v", file, err)
		}
		m["proc/1/net/"+file] = was
	}
	delete(m, "proc/1/net/sockstat") // and without it, tcp is not trusted to be empty
	if _, err := Sockets(m, 1); !errors.Is(err, ErrMalformed) {
		t.Errorf("error %v", err)
	}
}

// TestSocketColumnsOfOtherKernels moves the columns that matter.
func TestSocketColumnsOfOtherKernels(t *testing.T) {
	text := "  sl  new local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout newer inode drops\n" +
		" 9: x 3500007F:0035 00000000:0000 07 00000010:00000020 00:00000000 00000000  4294967294  0 y 18446744073709551615 4294967295\n"
	got := must(udpSockets(files("proc/1/net/udp", text), 1))(t)
	equal(t, got.Sockets, []Socket{{Protocol: "udp", Local: netip.MustParseAddrPort("127.0.0.53:53"), TxQueue: 16, RxQueue: 32, UID: 4294967294, Inode: 1<<64 - 1, Drops: 1<<32 - 1}})
}

func TestSocketsThatAreWrong(t *testing.T) {
	bad := func(old, new string) string { return tcpHeader + strings.Replace(tcpListener, old, new, 1) }
	wrong(t, "proc/1/net/tcp", ofPID(listeners), map[string]int{
		bad("0100007F", "0100007G"):                    2,
		bad("0100007F", "0100007"):                     2,
		bad("0100007F:1F90", "0100007F"):               2,
		bad("1F90", "11F90"):                           2,
		bad("00000000:00000002", "00000000"):           2,
		bad("00000000:00000002", "00000000:100000002"): 2,
		bad(" 0A ", " ZZ "):                            2,
		bad(" 7 3 ", " -7 3 "):                         2,
		tcpHeader + tcpListener + "1: 0100007F:1F90\n": 3,
		"sl local st\n":                                1,
	})
	_, err := udpSockets(files("proc/1/net/udp", tcpHeader), 1)
	if !errors.Is(err, ErrMalformed) { // UDP without drops
		t.Errorf("error %v", err)
	}
}

func FuzzSockets(f *testing.F) {
	f.Add(udpHeader + "0: 0100007F:1F90 x 01 1:2 x x 3 0 4 5 x 6\n")
	for _, p := range []string{"tcp", "tcp6", "udp", "udp6"} {
		f.Add(recorded(f, "pod/proc/4242/net/"+p))
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(text string) (SocketList, error) {
			return udpSockets(files("proc/1/net/udp", text), 1)
		}
		list, err := read(text)
		if err != nil {
			return
		}
		var again strings.Builder
		again.WriteString(udpHeader)
		for _, s := range list.Sockets {
			address, state := "", tcpListen
			for b := s.Local.Addr().AsSlice(); len(b) > 0; b = b[4:] {
				address += fmt.Sprintf("%08X", binary.LittleEndian.Uint32(b))
			}
			if s.Connected {
				state = tcpEstablished
			}
			fmt.Fprintf(&again, "0: %s:%04X x %02X %08X:%08X x x %d 0 %d 1 x %d\n", address, s.Local.Port(), state, s.TxQueue, s.RxQueue, s.UID, s.Inode, s.Drops)
		}
		got := must(read(again.String()))(t)
		got.Truncated = list.Truncated
		equal(t, got, list)
	})
}
