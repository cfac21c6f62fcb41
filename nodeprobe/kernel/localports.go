package kernel

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
)

// PeerPorts are the local ports of a namespace's TCP connections by their peer,
// those in TIME_WAIT among them.
type PeerPorts struct {
	ByPeer    map[netip.AddrPort][]uint16
	Calls     map[netip.AddrPort]Calls
	Truncated bool // a file has more than [MostSockets] rows
}

// Calls are the connections with one peer that are open, or are to be opened.
type Calls struct {
	Open    int    // ESTABLISHED, whoever opened them
	Opening int    // SYN_SENT: the peer has not answered yet
	Resent  uint64 // how often those that wait have sent their SYN again
}

// LocalPorts reads proc/pid/net/{tcp,tcp6} to their end (get_tcp4_sock,
// get_timewait4_sock, net/ipv4/tcp_ipv4.c, v6.12): 4 µs a row. The second may be
// missing.
func LocalPorts(fsys fs.FS, pid int) (PeerPorts, error) {
	ports := PeerPorts{ByPeer: map[netip.AddrPort][]uint16{}, Calls: map[netip.AddrPort]Calls{}}
	for _, protocol := range []string{"tcp", "tcp6"} {
		name := of(pid, "net/"+protocol)
		file, err := fsys.Open(name)
		if errors.Is(err, fs.ErrNotExist) && protocol == "tcp6" {
			continue
		}
		if err != nil {
			return PeerPorts{}, unread(name, err)
		}
		err = ports.add(name, protocol, file)
		shut(file)
		if err != nil {
			return PeerPorts{}, err
		}
	}
	return ports, nil
}

// add reads one file. The peer's address stands behind the local one; its header
// differs with the protocol.
func (p *PeerPorts) add(name, protocol string, file fs.File) error {
	scan := bufio.NewScanner(file)
	scan.Buffer(make([]byte, socketRow), socketRow)
	var columns socketColumns
	var row []string
	for n := 1; scan.Scan(); n++ {
		row = words(row, scan.Text())
		if n == 1 {
			var ok bool
			columns, ok = socketHeader(row, protocol)
			if peer := columns.local + 1; !ok || columns.resent == 0 || peer >= len(row) || !strings.HasPrefix(row[peer], "rem") {
				return malformed(name, n, "columns are missing")
			}
			continue
		}
		if n-1 > MostSockets {
			p.Truncated = true
			return nil
		}
		if err := p.row(columns, row); err != nil {
			return malformed(name, n, "%v", err)
		}
	}
	if err := scan.Err(); err != nil {
		return unread(name, err)
	}
	if columns.local == 0 {
		return unread(name, ErrMasked)
	}
	return nil
}

func (p *PeerPorts) row(columns socketColumns, row []string) error {
	socket, state, err := columns.socket(row)
	if err != nil || state == tcpListen {
		return err
	}
	if max(columns.local+1, columns.resent) >= len(row) {
		return fmt.Errorf("only %d columns", len(row))
	}
	peer, err := socketAddress(row[columns.local+1])
	if err != nil {
		return err
	}
	peer = netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port())
	p.ByPeer[peer] = append(p.ByPeer[peer], socket.Local.Port())
	calls := p.Calls[peer]
	switch state {
	case tcpEstablished:
		calls.Open++
	case tcpSynSent:
		resent, err := number(row[columns.resent], 16, 32)
		if err != nil {
			return err
		}
		calls.Opening, calls.Resent = calls.Opening+1, calls.Resent+resent
	default:
		return nil
	}
	p.Calls[peer] = calls
	return nil
}
