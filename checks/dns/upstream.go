package dns

import (
	"net/netip"
	"slices"
	"strings"
)

// upstream is one target of the forward plugin.
type upstream struct {
	scheme  string // "" is plain DNS
	address netip.Addr
	port    string
	file    string // a file in the form of resolv.conf
}

// upstreamOf reads a target, and reports false for one that CoreDNS refuses:
// neither an address nor a file. Source: plugin/pkg/parse, HostPortOrFile.
func upstreamOf(word string) (u upstream, ok bool) {
	if scheme, rest, found := strings.Cut(word, "://"); found {
		u.scheme, word = scheme, rest
	}
	u.port = "53"
	if u.scheme == "tls" {
		u.port = "853"
	}
	host := word
	if at, err := netip.ParseAddr(host); err == nil {
		u.address = at.WithZone("").Unmap()
		return u, true
	}
	if colon := strings.LastIndex(word, ":"); colon > 0 {
		host, u.port = strings.Trim(word[:colon], "[]"), word[colon+1:]
		if at, err := netip.ParseAddr(host); err == nil {
			u.address = at.WithZone("").Unmap()
			return u, true
		}
	}
	u.file = word
	return u, strings.Contains(word, "/")
}

// nodeResolver is the file that hands a query on to the node's own resolver.
const nodeResolver = "/etc/resolv.conf"

// silent are plugins that know no name by themselves, or only those that
// their block lists.
const silent = ` acl any autopath bind bufsize cache cancel chaos debug dns64 dnssec dnstap erratic errors forward geoip header health
	hosts kubernetes loadbalance local log loop metadata minimal multisocket nsid on pprof prometheus ready reload rewrite root
	sign template timeouts tls trace transfer tsig view whoami `

// forwards reports whether a use of the forward plugin takes a name.
func (p *plugin) forwards(name string) bool {
	if len(p.args) == 0 || !within(name, absolute(p.args[0])) {
		return false
	}
	for _, line := range p.lines("except") {
		for _, z := range line {
			if within(name, absolute(z)) {
				return false
			}
		}
	}
	return true
}

// forwarder is the first use of the forward plugin that takes a name, nil if none does.
func (s *server) forwarder(name string) *plugin {
	list := s.named("forward")
	for i := range list {
		if list[i].forwards(name) {
			return &list[i]
		}
	}
	return nil
}

// elsewhere reports whether a server block may find a name without the
// kubernetes plugin: another source of names, or a resolver that is not the node's.
func (s *server) elsewhere(name string) bool {
	if s.otherSource() {
		return true
	}
	f := s.forwarder(name)
	return f != nil && (len(f.args) != 2 || f.args[1] != nodeResolver)
}

// otherSource reports whether a plugin beside forward may know any name.
func (s *server) otherSource() bool {
	for _, p := range s.plugins {
		if !listed(silent, p.name) {
			return true
		}
	}
	return false
}

// leaving is the server block that serves a name and leaves it to the plugins
// kubernetes and forward; nil if none does, or none that can be told.
func (f *config) leaving(name string) *server {
	block, sure := f.corefile.serving(name)
	if !sure || block == nil || f.hidden() || block.before(name, "A").by != nil || block.otherSource() {
		return nil
	}
	return block
}

// together reports whether CoreDNS sends all of some names to the same resolvers.
func (f *config) together(names []string) bool {
	var way *plugin
	for _, name := range names {
		block := f.leaving(absolute(name))
		if block == nil {
			return false
		}
		i := slices.IndexFunc(block.plugins, func(p plugin) bool { return p.name == "forward" && p.forwards(absolute(name)) })
		if i < 0 || way != nil && way != &block.plugins[i] {
			return false
		}
		way = &block.plugins[i]
	}
	return way != nil
}
