package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"testing"
)

const (
	tcp6Header = "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	// Of kernel 6.18.44: two connections of 10.99.0.2 that rest in TIME_WAIT.
	tcpResting = "   0: 0200630A:9C40 0100630A:2383 06 00000000:00000000 03:00001739 00000000     0        0 0 3 00000000ce0a6818\n" +
		"   1: 0200630A:9C41 0100630A:2383 06 00000000:00000000 03:00001739 00000000     0        0 0 3 000000008c34779f\n"
	// Of the same: a connection that is to be opened, whose SYN was sent three times.
	tcpOpening = "   2: 0200630A:C350 0100630A:2383 02 00000001:00000000 01:000000F1 00000002 65532        0 9 2 0000000000000000 400 0 0 1 7\n"
	tcpToIPv4  = "   0: 0000000000000000FFFF00000200630A:9C42 0000000000000000FFFF00000100630A:2383 01 00000000:00000000 00:00000000 00000000 65532        0 7 1 0000000000000000 20 4 30 10 -1\n"
)

func TestLocalPorts(t *testing.T) {
	m := files("proc/1/net/tcp", tcpHeader+tcpListener+tcpResting+tcpOpening, "proc/1/net/tcp6", tcp6Header+tcpToIPv4)
	peer := netip.MustParseAddrPort("10.99.0.1:9091")
	want, calls := map[netip.AddrPort][]uint16{peer: {40000, 40001, 50000, 40002}}, map[netip.AddrPort]Calls{peer: {Open: 1, Opening: 1, Resent: 2}}
	equal(t, must(LocalPorts(m, 1))(t), PeerPorts{ByPeer: want, Calls: calls})
	delete(m, "proc/1/net/tcp6")
	want[peer], calls[peer] = want[peer][:3], Calls{Opening: 1, Resent: 2}
	equal(t, must(LocalPorts(m, 1))(t), PeerPorts{ByPeer: want, Calls: calls})
	if _, err := LocalPorts(files(), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a process that ended: %v", err)
	}
	if _, err := LocalPorts(files("proc/1/net/tcp", ""), 1); !errors.Is(err, ErrMasked) {
		t.Errorf("a file that is masked: %v", err)
	}
}

func TestLocalPortsOfRecordedFiles(t *testing.T) {
	for _, c := range []struct {
		fsys fs.FS
		pid  int
	}{{node(), 1}, {pod(), podPID}} {
		if got, err := LocalPorts(c.fsys, c.pid); err != nil || got.Truncated {
			t.Errorf("process %d: %+v, %v", c.pid, got, err)
		}
	}
}

func TestLocalPortsAreBounded(t *testing.T) {
	row := strings.SplitAfter(tcpResting, "\n")[0]
	exact := must(LocalPorts(files("proc/1/net/tcp", tcpHeader+strings.Repeat(row, MostSockets)), 1))(t)
	over := must(LocalPorts(files("proc/1/net/tcp", tcpHeader+strings.Repeat(row, MostSockets+1)), 1))(t)
	if exact.Truncated || !over.Truncated {
		t.Errorf("truncated is %t, %t", exact.Truncated, over.Truncated)
	}
}

func TestLocalPortsThatAreWrong(t *testing.T) {
	bad := func(old, new string) string { return tcpHeader + strings.Replace(tcpResting, old, new, 1) }
	wrong(t, "proc/1/net/tcp", ofPID(LocalPorts), map[string]int{
		bad("0100630A", "0100630G"): 2,
		bad("2383", "x"):            2,
		bad(" 06 ", " ZZ "):         2,
		tcpHeader + strings.Replace(tcpOpening, "00000002", "x", 1): 2,
		"sl local st\n": 1,
		"sl rem_address st tx_queue uid inode local_address\n": 1,
		fmt.Sprintf("%s0: 0200630A:9C40\n", tcpHeader):         2,
	})
}
