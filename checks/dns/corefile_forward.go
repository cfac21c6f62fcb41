package dns

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// CorefileForward finds a Corefile that sends names outside nowhere, or back to itself.
var CorefileForward = &checks.Check{
	ID:     "dns.corefile-forward",
	Asks:   "Does CoreDNS send names outside the cluster to a resolver?",
	Why:    "Without a sound forward no name outside the cluster resolves; one that leads back to CoreDNS makes it halt or fill up.",
	Limits: "Whether the resolver answers cannot be told from the configuration, nor what the node's resolv.conf holds.",
	Refs:   []string{"https://coredns.io/plugins/forward/", "https://coredns.io/plugins/loop/"},
	For:    resolution(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  append(configNeeds(), evidence.Require(evidence.KubeDNSService)),
	Remedy: checks.Remedy{
		Says:   "Forward to resolvers outside the cluster, such as forward . /etc/resolv.conf in the server block for all names. On AKS correct coredns-custom, then restart CoreDNS with kubectl -n kube-system rollout restart deployment coredns.",
		Verify: []string{showConfig, showLog},
	},
	Eval: func(c *checks.Context) {
		f := parsed(c)
		if f == nil {
			return
		}
		for i := range f.corefile.servers {
			s := &f.corefile.servers[i]
			forwards := s.named("forward")
			for j := range forwards {
				f.judge(c, s, &forwards[j])
			}
		}
		f.outside(c)
	},
}

// outside judges what becomes of names that are none of the cluster's.
func (f *config) outside(c *checks.Context) {
	const name = "netwhy-probe.example."
	block, sure := f.corefile.serving(name)
	switch {
	case !sure || f.hidden():
		c.Unknown("which server block answers for names outside the cluster depends on what is not in the record")
	case block == nil:
		f.blame(c, f.main)
		c.Fail("no server block serves the zone \".\", so that names outside the cluster are refused")
	case block.forwarder(name) != nil:
		c.Pass("names outside the cluster go to %s", checks.Names(block.forwarder(name).args[1:]))
	case block.otherSource():
		c.Unknown("the server block %s has no forward, but other sources of names", strings.Join(block.keys, " "))
	default:
		f.blame(c, block.file)
		c.Fail("the server block %s has no forward, so that names outside the cluster do not resolve", strings.Join(block.keys, " "))
	}
}

// judge finds targets that CoreDNS refuses or that lead back to it.
func (f *config) judge(c *checks.Context, s *server, p *plugin) {
	if len(p.args) < 2 || len(p.args) > 16 {
		f.blame(c, p.file)
		c.Fail("CoreDNS refuses the forward in %s: it needs a zone and between 1 and 15 targets", f.at(p))
		return
	}
	for _, target := range p.args[1:] {
		u, ok := upstreamOf(target)
		switch {
		case unknown(target):
			c.Unknown("%s forwards to a variable of the environment", f.at(p))
		case !ok:
			f.blame(c, p.file)
			c.Fail("CoreDNS refuses the forward in %s: %q is neither an address nor a file", f.at(p), target)
		case f.loops(c, s, u):
			f.blame(c, p.file)
			c.Fail("%s forwards to %s, which leads back to CoreDNS", f.at(p), target)
		case u.address.IsLoopback() && !f.listens(u.port):
			c.Unknown("%s forwards to %s; what listens there in the pod is not in the record", f.at(p), target)
		}
	}
}

// loops reports whether a target is the server block itself. After a rewrite
// another server block may answer, and a bound one may listen elsewhere.
func (f *config) loops(c *checks.Context, s *server, u upstream) bool {
	zones := s.zones()
	if len(zones) == 0 || len(s.named("rewrite"))+len(s.named("bind"))+len(s.named("view")) > 0 || u.scheme != "" && u.scheme != "dns" {
		return false
	}
	port := zones[0].port
	own := []netip.Addr{}
	if service := kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns"); service != nil {
		for _, ip := range append(slices.Clone(service.Spec.ClusterIPs), service.Spec.ClusterIP) {
			if a, err := netip.ParseAddr(ip); err == nil {
				own = append(own, a)
			}
		}
	}
	switch {
	case u.file == nodeResolver:
		first := f.pod.DNSPolicy == corev1.DNSClusterFirst && !f.pod.HostNetwork || f.pod.DNSPolicy == corev1.DNSClusterFirstWithHostNet
		return first && port == f.corefile.port()
	case slices.Contains(own, u.address):
		return u.port == "53" && port == f.corefile.port()
	}
	return (u.address.IsLoopback() || u.address.IsUnspecified()) && u.port == port
}

// listens reports whether a server block serves a port.
func (f *config) listens(port string) bool {
	return slices.ContainsFunc(f.corefile.servers, func(s server) bool {
		return slices.ContainsFunc(s.zones(), func(z zone) bool { return z.port == port && z.transport == "dns" })
	})
}
