package dns

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// builtin are the plugins that CoreDNS was ever built with, up to v1.15.
// Source: core/dnsserver/zdirectives.go.
const builtin = ` acl any auto autopath azure bind bufsize cache cancel chaos clouddns debug dns64 dnssec dnstap dynupdate
	erratic errors etcd federation file forward geoip grpc grpc_server header health hosts https https3 k8s_external kubernetes
	loadbalance local log loop metadata minimal multisocket nomad nsid on pprof prometheus proxy proxyproto quic ready reload
	rewrite root route53 secondary shed sign siit template timeouts tls trace transfer tsig view whoami `

// once are the plugins that may stand only once in a server block: their setup
// returns plugin.ErrOnce from v1.9 to v1.15.
const once = " cache dnssec errors grpc hosts kubernetes loop nsid pprof prometheus ready tsig "

func listed(list, word string) bool { return slices.Contains(strings.Fields(list), word) }

// official are images of CoreDNS that hold the built-in plugins only.
var official = regexp.MustCompile(`^(?:(?:mcr\.microsoft\.com/oss/(?:v2/)?kubernetes|registry\.k8s\.io/coredns|k8s\.gcr\.io/coredns|(?:docker\.io/)?coredns)/coredns):v?1\.(\d+)\.`)

// newest is the minor version up to which the lists above are complete.
const newest = 15

// complete reports whether the image has no other plugins than the built-in ones.
func (f *config) complete() bool {
	m := official.FindStringSubmatch(f.image)
	if m == nil {
		return false
	}
	minor, err := strconv.Atoi(m[1])
	return err == nil && minor <= newest
}

// faults are why CoreDNS would not start with a configuration that parses.
func (f *config) faults() (list []problem) {
	served := map[string]*server{}
	for i := range f.corefile.servers {
		s := &f.corefile.servers[i]
		list = append(list, f.pluginFaults(s)...)
		list = append(list, zoneFaults(s, served)...)
	}
	return list
}

func (f *config) pluginFaults(s *server) (list []problem) {
	seen := map[string]bool{}
	for _, p := range s.plugins {
		fault := problem{file: p.file, line: p.line}
		switch {
		case !listed(builtin, p.name) && strings.ContainsAny(p.name, ".:"):
			fault.says = fmt.Sprintf("%q stands where a plugin is expected; a server block cannot stand inside another", p.name)
		case !listed(builtin, p.name):
			fault.says = fmt.Sprintf("%q is no plugin of CoreDNS", p.name)
			fault.unsure, fault.plugin = !f.complete(), p.name
		case listed(once, p.name) && seen[p.name]:
			fault.says = fmt.Sprintf("the server block %s has the plugin %s already, which may stand there once only", strings.Join(s.keys, " "), p.name)
		default:
			seen[p.name] = true
			continue
		}
		list = append(list, fault)
	}
	return list
}

// zoneFaults are those of a block's keys, beside what other blocks serve.
// Blocks that are bound to an address or have a view may share a zone.
func zoneFaults(s *server, served map[string]*server) (list []problem) {
	apart := len(s.named("bind"))+len(s.named("view")) > 0
	for _, key := range s.keys {
		z, ok := zoneOf(key)
		other := served[z.String()]
		fault := problem{file: s.file, line: s.line}
		switch {
		case unknown(key):
			continue
		case !ok:
			fault.says = fmt.Sprintf("%q is no zone that a server block can serve", key)
		case other != nil && listed(builtin, s.keys[0]):
			fault.says = fmt.Sprintf("the plugin %s stands outside a server block", s.keys[0])
		case other != nil && !apart:
			fault.says = fmt.Sprintf("the zone %s is served twice on port %s", z.name, z.port)
		default:
			if !apart {
				served[z.String()] = s
			}
			continue
		}
		list = append(list, fault)
	}
	return list
}
