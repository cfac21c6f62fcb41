package dns

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CustomForward finds a forward of coredns-custom that no query reaches.
var CustomForward = &checks.Check{
	ID:     "dns.custom-forward",
	Asks:   "Does every forward of coredns-custom get queries?",
	Why:    "Of several forwards in a server block the first that takes a name decides. On AKS the default one takes all names, so that an override with another changes nothing.",
	Limits: "Only forwards within one server block are compared.",
	Refs:   []string{"https://coredns.io/plugins/forward/", "https://learn.microsoft.com/azure/aks/coredns-custom#custom-forward-server"},
	For:    resolution(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  configNeeds(),
	Remedy: checks.Remedy{
		Says:   "Put the forward into a server block of its own, in a key NAME.server of coredns-custom such as corp.example:53 { forward . 10.1.0.4 }, and restart CoreDNS. To send all names elsewhere, set the DNS servers of the virtual network instead.",
		Verify: []string{showConfig, showRollout},
	},
	Eval: func(c *checks.Context) {
		f := parsed(c)
		if f == nil {
			return
		}
		c.Blame("ConfigMap", systemNamespace, customName)
		n := 0
		for i := range f.corefile.servers {
			forwards := f.corefile.servers[i].named("forward")
			for j := range forwards {
				if later := &forwards[j]; f.key(later.file) != "" && len(later.args) > 0 {
					n++
					overshadowed(c, f, later, forwards[:j])
				}
			}
		}
		if n == 0 {
			c.Skip("coredns-custom forwards nothing")
			return
		}
		c.Pass("%s of coredns-custom, and none stands behind another that takes its names", checks.Count(n, "forward"))
	},
}

// overshadowed fails where an earlier forward takes the names of a later one.
// Options next and except hand names on.
func overshadowed(c *checks.Context, f *config, later *plugin, earlier []plugin) {
	for i := range earlier {
		first := &earlier[i]
		if first.forwards(absolute(later.args[0])) && len(first.lines("next"))+len(first.lines("except")) == 0 {
			c.Fail("forward %s in %s is never asked: the one in %s takes these names first", later.args[0], f.at(later), f.at(first))
			return
		}
	}
}
