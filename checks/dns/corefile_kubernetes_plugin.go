package dns

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// CorefileKubernetesPlugin finds a Corefile that does not serve the cluster's names.
var CorefileKubernetesPlugin = &checks.Check{
	ID:     "dns.corefile-kubernetes-plugin",
	Asks:   "Does CoreDNS serve the cluster's own names?",
	Why:    "The names of Services come from the plugin kubernetes; where another server block or no plugin takes them, all of them answer NXDOMAIN.",
	Limits: "Whether another DNS server that the names are sent to knows the Services cannot be told, nor which domain kubelets hand out outside AKS.",
	Refs:   []string{"https://coredns.io/plugins/kubernetes/", "https://github.com/Azure/AKS/issues/490"},
	For:    resolution(),
	Also:   unreachable(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  configNeeds(),
	Remedy: checks.Remedy{
		Says:   "Let the server block that takes cluster.local hold the plugin kubernetes cluster.local in-addr.arpa ip6.arpa. AKS restores its Corefile by itself; take server blocks for the cluster's domain out of coredns-custom.",
		Verify: []string{showConfig, showLog},
	},
	Eval: func(c *checks.Context) {
		f := parsed(c)
		if f == nil {
			return
		}
		domain := f.corefile.domain()
		if domain != defaultDomain && !f.onAKS() && f.serves(domain) {
			c.Unknown("CoreDNS serves %s, not %s; whether kubelets hand out that domain is not in the record", domain, defaultDomain)
			return
		}
		name := "kubernetes.default.svc." + defaultDomain + "."
		block, sure := f.corefile.serving(name)
		switch {
		case !sure || f.hidden():
			c.Unknown("which server block answers for %s depends on what is not in the record", defaultDomain)
		case block == nil:
			f.blame(c, f.main)
			c.Fail("no server block of the Corefile serves %s", defaultDomain)
		case block.answersFor(name):
			c.Pass("the server block %s has the plugin kubernetes for %s", strings.Join(block.keys, " "), defaultDomain)
		case domain != defaultDomain:
			f.blame(c, block.file)
			c.Fail("the plugin kubernetes serves %s, but the domain of an AKS cluster is always %s", domain, defaultDomain)
		case block.elsewhere(name):
			c.Unknown("%s takes %s and sends it elsewhere; whether that server knows the Services is not in the record", f.place(block.file, block.line), defaultDomain)
		default:
			f.blame(c, block.file)
			c.Fail("the server block %s in %s takes %s but has no plugin kubernetes for it", strings.Join(block.keys, " "), f.place(block.file, block.line), defaultDomain)
		}
	},
}

// onAKS reports whether CoreDNS runs from the image that AKS installs.
func (f *config) onAKS() bool { return kube.FromMicrosoft(f.image) }

// serves reports whether the kubernetes plugin answers for a domain.
func (f *config) serves(domain string) bool {
	name := "kubernetes.default.svc." + domain + "."
	block, sure := f.corefile.serving(name)
	return sure && block != nil && block.answersFor(name)
}

// answersFor reports whether a server block's kubernetes plugin takes a name.
func (s *server) answersFor(name string) bool {
	for _, k := range s.named("kubernetes") {
		if covers(s.origins(k.args), name) {
			return true
		}
	}
	return false
}
