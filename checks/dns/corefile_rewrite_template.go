package dns

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CorefileRewriteTemplate finds plugins that take names away before they are looked up.
var CorefileRewriteTemplate = &checks.Check{
	ID:     "dns.corefile-rewrite-template",
	Asks:   "Do names get past rewrite, template and hosts in the Corefile?",
	Why:    "These plugins see a query first, wherever they stand in the Corefile. One without a fallthrough answers SERVFAIL for all names that it does not know.",
	Limits: "Followed are the A queries for kubernetes.default.svc and for a name outside the cluster that nobody configures; rules for single names are not judged.",
	Refs:   []string{"https://coredns.io/plugins/template/", "https://coredns.io/plugins/hosts/", "https://coredns.io/plugins/rewrite/"},
	For:    resolution(),
	Also:   unreachable(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  configNeeds(),
	Remedy: checks.Remedy{
		Says:   "Limit the plugin to its zones, or add fallthrough to its block. On AKS correct coredns-custom, then restart CoreDNS with kubectl -n kube-system rollout restart deployment coredns.",
		Verify: []string{showConfig, showLog},
	},
	Eval: func(c *checks.Context) {
		f := parsed(c)
		if f == nil {
			return
		}
		for _, name := range []string{"kubernetes.default.svc." + f.corefile.domain() + ".", "netwhy-probe.example."} {
			block, sure := f.corefile.serving(name)
			switch {
			case !sure || f.hidden():
				c.Unknown("which plugins see a query for %s first depends on what is not in the record", name)
			case block == nil:
				c.Skip("no server block answers for %s, which is another check's", name)
			default:
				f.follow(c, block, name)
			}
		}
	},
}

// follow judges what becomes of a name in a server block.
func (f *config) follow(c *checks.Context, s *server, name string) {
	o := s.before(name, "A")
	inside := s.answersFor(name)
	name = strings.TrimSuffix(name, ".")
	switch {
	case o.by == nil:
		c.Pass("queries for %s get past rewrite, template and hosts", name)
		return
	case o.unsure:
		c.Unknown("what %s in %s does with %s cannot be told", o.by.name, f.at(o.by), name)
		return
	}
	what := strings.Join(append([]string{o.by.name}, o.by.args...), " ") + " in " + f.at(o.by)
	fail := func(format string, args ...any) {
		f.blame(c, o.by.file)
		c.Fail(format, args...)
	}
	switch {
	case o.rcode == "" && inside && !s.answersFor(o.name) && !s.elsewhere(o.name):
		fail("%s turns %s into %s, which the plugin kubernetes does not serve", what, name, strings.TrimSuffix(o.name, "."))
	case o.rcode == "" && inside && !s.answersFor(o.name):
		c.Unknown("%s turns %s into %s; whether another server knows that name is not in the record", what, name, strings.TrimSuffix(o.name, "."))
	case o.rcode == "":
		c.Pass("%s turns %s into %s, which is looked up", what, name, strings.TrimSuffix(o.name, "."))
	case o.rcode == "NOERROR" && o.addresses:
		c.Unknown("%s answers for %s; whether the answer is right is not in the record", what, name)
	case o.rcode == "NOERROR" && inside:
		fail("%s answers %s without an address", what, name)
	case o.rcode == "NOERROR":
		c.Unknown("%s answers %s without an address, perhaps on purpose", what, name)
	default:
		fail("%s answers %s for %s", what, o.rcode, name)
	}
}
