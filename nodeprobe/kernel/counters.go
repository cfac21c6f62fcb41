package kernel

import (
	"io/fs"
	"strings"
)

// Counters are counters by the name that the kernel gives them.
//
// Of SNMP, "Tcp.MaxConn" is −1 where there is no limit: int64 of the value is
// right for it. It, "Tcp.CurrEstab", "Tcp.Rto*", "Ip.Forwarding",
// "Ip.DefaultTTL" are settings or levels; the others only grow.
type Counters map[string]uint64

// SNMP reads proc/pid/net/snmp: IP, ICMP, TCP and UDP over IPv4, but of TCP
// IPv6 too. Names are as "Udp.RcvbufErrors", 64 bits wide on a 64-bit kernel
// (snmp_seq_show, net/ipv4/proc.c, v6.12).
func SNMP(fsys fs.FS, pid int) (Counters, error) {
	return sections(fsys, of(pid, "net/snmp"))
}

// Netstat reads proc/pid/net/netstat, of the same form: names are as
// "TcpExt.ListenOverflows" (netstat_seq_show, net/ipv4/proc.c, v6.12). Which
// there are differs with every kernel.
func Netstat(fsys fs.FS, pid int) (Counters, error) {
	return sections(fsys, of(pid, "net/netstat"))
}

// SNMP6 reads proc/pid/net/snmp6. Names are as "Udp6InErrors"
// (snmp6_seq_show, net/ipv6/proc.c, v6.12). Without IPv6 the file is not there.
func SNMP6(fsys fs.FS, pid int) (Counters, error) {
	name := of(pid, "net/snmp6")
	text, err := table(fsys, name, tableLimit)
	if err != nil {
		return nil, err
	}
	return parsePairs(name, text)
}

func sections(fsys fs.FS, name string) (Counters, error) {
	text, err := table(fsys, name, tableLimit)
	if err != nil {
		return nil, err
	}
	return parseSections(name, text)
}

// parseSections reads pairs of lines: names, then values, after the same prefix.
func parseSections(name, text string) (Counters, error) {
	counters := make(Counters, strings.Count(text, " ")/2)
	var keys, values []string
	prefix, open, last := "", false, 1
	for n, line := range lines(text) {
		last = n
		head, rest, ok := strings.Cut(line, ":")
		if !ok || !isPrefix(head) {
			return nil, malformed(name, n, "no prefix that ends in a colon")
		}
		if !open {
			prefix, keys, open = head, qualified(keys, head, rest), true
			continue
		}
		if head != prefix {
			return nil, malformed(name, n, "values of %q after names of %q", short(head), short(prefix))
		}
		if values = words(values, rest); len(values) != len(keys) {
			return nil, malformed(name, n, "%d values of %d names", len(values), len(keys))
		}
		for i, word := range values {
			v, err := counter(word)
			if err != nil {
				return nil, malformed(name, n, "%s: %v", keys[i], err)
			}
			counters[keys[i]] = v
		}
		open = false
	}
	if open || len(counters) == 0 {
		return nil, malformed(name, last, "names without values")
	}
	return counters, nil
}

// qualified puts a prefix before every name. All share one string: a namespace
// has 300 of them, a node 100 namespaces.
func qualified(into []string, prefix, names string) []string {
	var all strings.Builder
	all.Grow(len(names) + strings.Count(names, " ")*(len(prefix)+1) + len(prefix) + 1)
	for name := range strings.FieldsSeq(names) {
		all.WriteString(prefix)
		all.WriteByte('.')
		all.WriteString(name)
	}
	into, rest := into[:0], all.String()
	for name := range strings.FieldsSeq(names) {
		n := len(prefix) + 1 + len(name)
		into, rest = append(into, rest[:n]), rest[n:]
	}
	return into
}

// counter reads a value; a negative one becomes its complement.
func counter(word string) (uint64, error) {
	if strings.HasPrefix(word, "-") {
		v, err := signed(word)
		return uint64(v), err
	}
	return number(word, 10, 64)
}

// parsePairs reads lines of a name and a value.
func parsePairs(name, text string) (Counters, error) {
	counters := make(Counters, strings.Count(text, "\n"))
	var row []string
	for n, line := range lines(text) {
		if row = words(row, line); len(row) != 2 {
			return nil, malformed(name, n, "%d words, not a name and a value", len(row))
		}
		v, err := counter(row[1])
		if err != nil {
			return nil, malformed(name, n, "%s: %v", short(row[0]), err)
		}
		counters[row[0]] = v
	}
	if len(counters) == 0 {
		return nil, malformed(name, 1, "no counter")
	}
	return counters, nil
}
