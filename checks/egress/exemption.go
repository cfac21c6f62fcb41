package egress

import (
	"net/netip"
	"strings"
)

// coverage is how far a NO_PROXY list exempts a host.
type coverage int

const (
	none  coverage = iota
	some           // only for clients that read wildcards or resolve names first
	every          // for every client
)

// covers reads a NO_PROXY list. Every client reads a suffix, with or without
// a leading dot, and a lone asterisk; "*.suffix" is read by some only. Ranges
// exempt addresses, and so names only for clients that resolve them first.
func covers(list, host string) (best coverage) {
	for _, entry := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ' ' }) {
		if entry == "*" {
			return every
		}
		if _, err := netip.ParsePrefix(entry); err == nil {
			best = max(best, some)
			continue
		}
		entry, _, _ = strings.Cut(entry, ":")
		suffix := strings.TrimLeft(entry, "*.")
		if suffix == "" || (host != suffix && !strings.HasSuffix(host, "."+suffix)) {
			continue
		}
		if strings.HasPrefix(entry, "*") || (host == suffix && host != entry) {
			best = max(best, some)
			continue
		}
		return every
	}
	return best
}

// exempts is how far the container's NO_PROXY lists exempt a host.
func (p proxies) exempts(host string) coverage {
	least, most := every, none
	for _, s := range p.no {
		c := covers(s.value, host)
		least, most = min(least, c), max(most, c)
	}
	if most == none || least == every && len(p.no) > 0 {
		return most
	}
	return some
}
