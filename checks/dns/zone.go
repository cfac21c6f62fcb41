package dns

import (
	"strconv"
	"strings"
)

// zone is one key of a server block: what it serves, and where.
type zone struct{ name, transport, port string }

// standardPorts are the ports of the transports that a key may begin with.
var standardPorts = map[string]string{"dns": "53", "tls": "853", "quic": "853", "grpc": "443", "https": "443", "https3": "443"}

// zoneOf reads a server block's key, and reports false for one that CoreDNS
// refuses. Source: coredns v1.12, plugin/normalize.go, SplitHostPort.
func zoneOf(key string) (zone, bool) {
	z := zone{name: key, transport: "dns"}
	if transport, rest, found := strings.Cut(key, "://"); found && standardPorts[transport] != "" {
		z.name, z.transport = rest, transport
	}
	z.port = standardPorts[z.transport]
	if colon := strings.LastIndex(z.name, ":"); colon >= 0 {
		if colon == len(z.name)-1 {
			return z, false
		}
		if _, err := strconv.Atoi(z.name[colon+1:]); err == nil {
			z.name, z.port = z.name[:colon], z.name[colon+1:]
		}
	}
	z.name = absolute(z.name)
	return z, validName(z.name)
}

func (z zone) String() string { return z.transport + "://" + z.name + ":" + z.port }

// zones are what a server block serves, without what is no zone.
func (s *server) zones() (list []zone) {
	for _, key := range s.keys {
		if z, ok := zoneOf(key); ok {
			list = append(list, z)
		}
	}
	return list
}

// named are the uses of a plugin in a server block, in order.
func (s *server) named(name string) (list []plugin) {
	for _, p := range s.plugins {
		if p.name == name {
			list = append(list, p)
		}
	}
	return list
}

// origins are the zones that a plugin works in: its arguments, or where it has
// none those of its server block. Reverse ranges such as 10.0.0.0/8 are left out.
func (s *server) origins(args []string) (list []string) {
	if len(args) == 0 {
		args = s.keys
	}
	for _, a := range args {
		if z, ok := zoneOf(a); ok {
			list = append(list, z.name)
		}
	}
	return list
}

// port is where the cluster's names are asked for: the port of the server
// block with the kubernetes plugin, or else the standard one.
func (f *corefile) port() string {
	for i := range f.servers {
		if zones := f.servers[i].zones(); len(zones) > 0 && len(f.servers[i].named("kubernetes")) > 0 {
			return zones[0].port
		}
	}
	return standardPorts["dns"]
}

// serving is the server block that answers for a name, nil if there is none:
// the one with the longest zone. It reports false where a view decides at run time.
func (f *corefile) serving(name string) (best *server, sure bool) {
	longest, port := "", f.port()
	for i := range f.servers {
		for _, z := range f.servers[i].zones() {
			if z.transport != "dns" || z.port != port || !within(name, z.name) || len(z.name) < len(longest) {
				continue
			}
			if len(f.servers[i].named("view")) > 0 {
				return nil, false
			}
			if len(z.name) > len(longest) {
				longest, best = z.name, &f.servers[i]
			}
		}
	}
	return best, true
}

// domain is the suffix of the cluster's own names: what the kubernetes plugin
// serves first beside reverse zones, or the default.
func (f *corefile) domain() string {
	for i := range f.servers {
		for _, k := range f.servers[i].named("kubernetes") {
			for _, origin := range f.servers[i].origins(k.args) {
				if !within(origin, "arpa.") && origin != "." && !unknown(origin) {
					return strings.ToLower(strings.TrimSuffix(origin, "."))
				}
			}
		}
	}
	return defaultDomain
}

// defaultDomain is the suffix that kubelets are set up with. AKS has no other:
// https://github.com/Azure/AKS/issues/490.
const defaultDomain = "cluster.local"

// unknown reports whether a word holds an environment variable.
func unknown(word string) bool { return strings.Contains(word, "{$") || strings.Contains(word, "{%") }

// absolute is a name with its closing dot.
func absolute(name string) string {
	if strings.HasSuffix(name, ".") {
		return name
	}
	return name + "."
}

// within reports whether an absolute name is a zone's or lies below it.
func within(name, zone string) bool {
	name, zone = strings.ToLower(name), strings.ToLower(zone)
	return zone == "." || name == zone || strings.HasSuffix(name, "."+zone)
}

// validName reports whether an absolute name keeps the limits of RFC 1035 §2.3.4.
func validName(name string) bool {
	if name == "." {
		return true
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return len(name) <= 254
}
