package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
)

// Gauges are levels, by protocol and name.
type Gauges map[string]int64

// Sockstat reads proc/pid/net/sockstat and sockstat6, as "TCP.inuse" or
// "UDP6.inuse" (sockstat_seq_show, net/ipv4/proc.c; sockstat6_seq_show,
// net/ipv6/proc.c, v6.12):
//
//   - inuse, tw and "sockets.used" are sockets of the network namespace. TCP's
//     and UDP's inuse are of IPv4 only;
//   - orphan and alloc are TCP sockets of the whole node;
//   - mem is in pages, of the whole node: compare it with tcp_mem or udp_mem;
//   - "FRAG.memory" is in bytes, of the network namespace.
//
// Without IPv6 the names with a 6 are missing; newer kernels may lack UDPLITE.
func Sockstat(fsys fs.FS, pid int) (Gauges, error) { return NewReader(fsys).Sockstat(pid) }

// Sockstat is as the function. What it gives is valid until the next.
func (r *Reader) Sockstat(pid int) (Gauges, error) {
	clear(r.gauges)
	err := r.file(of(pid, "net/sockstat"), valueLimit, r.readSockstat)
	if err == nil {
		// Without IPv6 there is no other file.
		if err = r.file(of(pid, "net/sockstat6"), valueLimit, r.readSockstat); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	return r.gauges, nil
}

func (r *Reader) readSockstat(name string, text []byte) error {
	for n := 1; len(text) > 0; n++ {
		var line []byte
		if line, text = cutLine(text); isBlank(line) {
			continue
		}
		protocol, rest, ok := bytes.Cut(line, []byte(":"))
		if !ok || !isPrefix(string(protocol)) {
			return malformed(name, n, "no protocol that ends in a colon")
		}
		for !isBlank(rest) {
			var gauge, word []byte
			gauge, rest = nextWord(rest)
			word, rest = nextWord(rest)
			v, err := level(word)
			if err != nil {
				return malformed(name, n, "%s: %v", short(string(gauge)), err)
			}
			r.gauges[r.gauge(protocol, gauge)] = v
		}
	}
	return nil
}

// mostGauges bounds the names that are kept. A kernel has eighteen.
const mostGauges = 256

// gauge is the name of a gauge, the same string each time.
func (r *Reader) gauge(protocol, gauge []byte) string {
	r.key = append(append(append(r.key[:0], protocol...), '.'), gauge...)
	name, known := r.names[string(r.key)]
	if !known {
		if len(r.names) == mostGauges {
			clear(r.names)
		}
		name = string(r.key)
		r.names[name] = name
	}
	return name
}

// level reads a decimal number that may be negative.
func level(word []byte) (int64, error) {
	v, err := counter(word)
	if negative := len(word) > 0 && word[0] == '-'; err == nil && v > math.MaxInt64 && !negative {
		err = fmt.Errorf("%q is not a signed number of 64 bits", short(string(word)))
	}
	return int64(v), err
}
