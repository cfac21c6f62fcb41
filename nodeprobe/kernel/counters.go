package kernel

import (
	"errors"
	"io/fs"
)

// Counters are counters by the name that the kernel gives them.
type Counters map[string]uint64

// List are counters that the kernel prints together, 64 bits wide on a 64-bit
// kernel. Lists of the same names share the very slice of them.
type List struct {
	Names  []string
	Values []uint64
}

// Level is a value that stands among the counters and is none.
type Level struct {
	Name  string
	Value uint64
}

// Tally is what a network namespace counted. It is valid until the next one is
// read.
type Tally struct {
	Lists  []List
	Levels []Level
}

// isLevel are the names of settings and levels. "Tcp.MaxConn" is −1 where there
// is no limit: int64 of the value is right for it.
var isLevel = map[string]bool{
	"Ip.Forwarding": true, "Ip.DefaultTTL": true, "Tcp.RtoAlgorithm": true, "Tcp.RtoMin": true, "Tcp.RtoMax": true,
	"Tcp.MaxConn": true, "Tcp.CurrEstab": true,
}

// Reader reads the counters of one network namespace after another. A node has
// 100 namespaces of 400 counters, whose names are the same and take more room
// than the values: what they have in common is kept here. It is for one
// goroutine at a time.
type Reader struct {
	fsys     fs.FS
	buffer   []byte
	sections map[string]*section // by the line of their names
	pairs    []string            // the names of snmp6
	values   []uint64
	tally    Tally
	names    map[string]string // of gauges
	key      []byte
	gauges   Gauges
}

// NewReader reads below a root.
func NewReader(fsys fs.FS) *Reader {
	return &Reader{fsys: fsys, sections: map[string]*section{}, names: map[string]string{}, gauges: Gauges{}}
}

// Counters reads, of the network namespace of a process,
//
//   - net/snmp: IP, ICMP, TCP and UDP over IPv4, but of TCP IPv6 too. Names are as
//     "Udp.RcvbufErrors" (snmp_seq_show, net/ipv4/proc.c, v6.12);
//   - net/netstat, of the same form: names are as "TcpExt.ListenOverflows"
//     (netstat_seq_show, net/ipv4/proc.c, v6.12). Which there are differs with
//     every kernel;
//   - net/snmp6, which is not there without IPv6: names are as "Udp6InErrors"
//     (snmp6_seq_show, net/ipv6/proc.c, v6.12).
//
// Beside an error is what could be read.
func (r *Reader) Counters(pid int) (Tally, error) {
	r.values, r.tally = r.values[:0], Tally{r.tally.Lists[:0], r.tally.Levels[:0]}
	err := r.file(of(pid, "net/snmp"), tableLimit, r.readSections)
	if err == nil {
		err = r.file(of(pid, "net/netstat"), tableLimit, r.readSections)
	}
	if err == nil {
		if err = r.file(of(pid, "net/snmp6"), tableLimit, r.readPairs); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	return r.tally, err
}

// file reads a file that the kernel never leaves empty.
func (r *Reader) file(name string, limit int, parse func(name string, text []byte) error) error {
	var err error
	if r.buffer, err = readInto(r.buffer[:0], r.fsys, name, limit); err != nil {
		return err
	}
	if len(r.buffer) == 0 {
		return unread(name, ErrMasked)
	}
	return parse(name, r.buffer)
}
