package kernel

import (
	"bufio"
	"io/fs"
	"strings"
)

const socketRow = 4 << 10 // bytes; the kernel's have 150 to 200

// The states that matter, include/net/tcp_states.h.
const (
	tcpEstablished = 1
	tcpSynSent     = 2
	tcpListen      = 10
)

// add reads one file row by row, to be able to stop.
func (l *SocketList) add(name, protocol string, file fs.File) error {
	scan := bufio.NewScanner(file)
	scan.Buffer(make([]byte, socketRow), socketRow)
	var columns socketColumns
	var row []string
	for n := 1; scan.Scan(); n++ {
		row = words(row, scan.Text())
		if n == 1 {
			var ok bool
			if columns, ok = socketHeader(row, protocol); !ok {
				return malformed(name, n, "columns are missing")
			}
			continue
		}
		if n-1 > MostSockets {
			l.Truncated = true
			return nil
		}
		socket, state, err := columns.socket(row)
		if err != nil {
			return malformed(name, n, "%v", err)
		}
		isTCP := strings.HasPrefix(protocol, "tcp")
		if isTCP && state != tcpListen {
			return nil
		}
		socket.Protocol, socket.Connected = protocol, !isTCP && state == tcpEstablished
		l.Sockets = append(l.Sockets, socket)
	}
	if err := scan.Err(); err != nil {
		return unread(name, err)
	}
	if columns.local == 0 {
		return unread(name, ErrMasked)
	}
	return nil
}
