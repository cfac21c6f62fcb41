package path

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
)

// place is an end as the question writes it.
type place struct {
	sort            string // "object", "host", "address", "node" or "internet"
	namespace, name string
	address         netip.Addr
	port            uint16          // 0 where none is said
	protocol        corev1.Protocol // of the port, empty where none is said
}

var (
	objectForm = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$`)
	hostForm   = regexp.MustCompile(`^([a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?\.)+[a-zA-Z][-a-zA-Z0-9]*\.?$`)
)

// port reads what stands behind the colon: 8080, 53/udp, or icmp for a ping.
func port(text string) (uint16, corev1.Protocol, error) {
	if text == "icmp" {
		return 8, reach.ICMP, nil // the type of an echo request
	}
	number, protocol, said := strings.Cut(text, "/")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n == 0 {
		return 0, "", fmt.Errorf("%q is no port", text)
	}
	switch p := corev1.Protocol(strings.ToUpper(protocol)); {
	case !said:
		return uint16(n), "", nil
	case p == corev1.ProtocolTCP || p == corev1.ProtocolUDP || p == corev1.ProtocolSCTP:
		return uint16(n), p, nil
	}
	return 0, "", fmt.Errorf("%q is no protocol: want tcp, udp or sctp", protocol)
}

// called is the port that an end is called on.
func (p place) called() reach.Port {
	protocol := kube.Protocol(p.protocol)
	if protocol == reach.ICMP && p.address.Is6() {
		return reach.Port{Protocol: reach.ICMPv6, Number: 128}
	}
	return reach.Port{Protocol: protocol, Number: p.port}
}

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
		if p.port, p.protocol, err = port(rest[i+1:]); err != nil {
			return p, fmt.Errorf("cannot read %q: %w", text, err)
		}
		rest = rest[:i]
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
		return p, fmt.Errorf("cannot read %q: want NAMESPACE/NAME of a workload, pod or Service, a host name, an address, node/NAME or internet, and a port behind a colon (8080, 53/udp, icmp)", text)
	}
	return p, nil
}
