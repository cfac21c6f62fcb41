package dns

import (
	"net/netip"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// NamePossible finds host names that no Service can ever have.
var NamePossible = &checks.Check{
	ID:     "dns.name-possible",
	Asks:   "Can a host of this name exist in the cluster?",
	Why:    "CoreDNS answers NXDOMAIN for a name below the cluster's domain that does not have the form of a Service's or pod's name, whatever exists.",
	Limits: "Whether the Service of a well-formed name exists is another check's.",
	Refs:   []string{"https://github.com/kubernetes/dns/blob/master/docs/specification.md", "https://github.com/coredns/coredns/blob/v1.12.1/plugin/kubernetes/parse.go", "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4"},
	For:    []checks.Symptom{checks.DNSFails},
	Also:   unreachable(),
	Scope:  evidence.Host,
	Needs:  configNeeds(),
	Remedy: checks.Remedy{
		Says:   "Use the name SERVICE.NAMESPACE.svc.cluster.local, or SERVICE.NAMESPACE where the search list completes it.",
		Verify: []string{"kubectl get services -A --field-selector metadata.name={{.service}}"},
	},
	Eval: func(c *checks.Context) {
		name := strings.TrimSuffix(strings.ToLower(c.Subject().Name), ".")
		if _, err := netip.ParseAddr(name); err == nil {
			c.Skip("it is an address, not a name")
			return
		}
		c.Set("service", strings.SplitN(name, ".", 2)[0])
		if !validName(absolute(name)) {
			c.Fail("%s has an empty label, one of more than 63 characters, or more than 253 in all", name)
			return
		}
		if f := parsed(c); f != nil {
			judgeForm(c, f, name)
		}
	},
}

func judgeForm(c *checks.Context, f *config, name string) {
	domain := f.corefile.domain()
	rest, inside := strings.CutSuffix(name, "."+domain)
	if !inside {
		if slip(name, domain) {
			c.Unknown("%s looks like a slip of the suffix svc.%s; it leaves the cluster as it stands", name, domain)
			return
		}
		c.Skip("the name is none of %s", domain)
		return
	}
	if !f.onlyKubernetes(absolute(name)) {
		c.Unknown("the configuration of CoreDNS may answer for %s otherwise than by Services", name)
		return
	}
	labels := strings.Split(rest, ".")
	n := len(labels) - 1 // labels before svc or pod
	switch last := labels[n]; {
	case rest == "dns-version":
		c.Skip("the name is that of the DNS schema")
	case last != "svc" && last != "pod" && n == 1:
		c.Fail("%s lacks its svc: a Service %s in the namespace %s would be %s.svc.%s", name, labels[0], labels[1], rest, domain)
	case last != "svc" && last != "pod":
		c.Fail("%s ends neither in svc.%s nor in pod.%s", name, domain, domain)
	case n < 2:
		c.Fail("%s lacks a Service or a namespace: the form is service.namespace.svc.%s", name, domain)
	case n > 4:
		c.Fail("%s has %d labels before %s.%s, where no name has more than 4", name, n, last, domain)
	default:
		c.Pass("%s has the form of a name of the cluster", name)
	}
}

// slip reports whether a name seems to be meant for the cluster's domain.
func slip(name, domain string) bool {
	_, tail, found := strings.Cut(name, ".svc.")
	return found && kube.Alike(tail, domain)
}

// onlyKubernetes reports whether nothing but the kubernetes plugin answers for
// a name, and hands on nothing that it does not know.
func (f *config) onlyKubernetes(name string) bool {
	block := f.leaving(name)
	if block == nil || !block.answersFor(name) {
		return false
	}
	for _, k := range block.named("kubernetes") {
		if k.fallsThrough(name) {
			return false
		}
	}
	return true
}
