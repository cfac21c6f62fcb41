package path

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// place is an end as the question writes it.
type place struct {
	sort            string // "object", "host", "address", "node" or "internet"
	namespace, name string
	address         netip.Addr
	port            uint16 // 0 where none is said
}

var (
	objectForm = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$`)
	hostForm   = regexp.MustCompile(`^([a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?\.)+[a-zA-Z][-a-zA-Z0-9]*\.?$`)
)

// parse reads an end.
func parse(text string) (p place, err error) {
	rest := strings.TrimSpace(text)
	if len(rest) > 320 {
		return p, fmt.Errorf("cannot read an end of %d characters", len(rest))
	}
	if a, err := netip.ParseAddr(strings.Trim(rest, "[]")); err == nil {
		return place{sort: "address", address: a.Unmap()}, nil
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		n, err := strconv.ParseUint(rest[i+1:], 10, 16)
		if err != nil || n == 0 {
			return p, fmt.Errorf("cannot read %q: %q is no port", text, rest[i+1:])
		}
		p.port, rest = uint16(n), rest[:i]
	}
	node, isNode := strings.CutPrefix(rest, "node/")
	if a, err := netip.ParseAddr(strings.Trim(rest, "[]")); err == nil {
		p.sort, p.address = "address", a.Unmap()
		return p, nil
	}
	switch {
	case rest == "internet":
		p.sort = "internet"
	case isNode && objectForm.MatchString(rest):
		p.sort, p.name = "node", node
	case objectForm.MatchString(rest):
		p.sort = "object"
		p.namespace, p.name, _ = strings.Cut(rest, "/")
	case hostForm.MatchString(rest):
		p.sort, p.name = "host", strings.ToLower(strings.TrimSuffix(rest, "."))
	default:
		return p, fmt.Errorf("cannot read %q: want NAMESPACE/NAME of a workload, pod or Service, a host name, an address, node/NAME or internet, and a port behind a colon", text)
	}
	return p, nil
}
