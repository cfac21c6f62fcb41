package dns

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CustomSyntax finds custom configuration with which CoreDNS does not start.
var CustomSyntax = &checks.Check{
	ID:     "dns.custom-syntax",
	Asks:   "Does CoreDNS start with what coredns-custom adds?",
	Why:    "One bad key in coredns-custom keeps every CoreDNS pod from starting; running ones go on until their next start, then all names fail.",
	Limits: "The syntax, the names of plugins, plugins that may stand once and zones that are served twice are judged, not the options of every plugin.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/coredns-custom", "https://coredns.io/plugins/import/"},
	For:    resolution(),
	Also:   unreachable(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  append(configNeeds(), evidence.Prefer(evidence.CoreDNSLog)),
	Remedy: checks.Remedy{
		Says:   "Correct the key in the ConfigMap kube-system/coredns-custom, and then restart CoreDNS with kubectl -n kube-system rollout restart deployment coredns.",
		Verify: []string{showConfig, showLog, showRollout},
	},
	Eval: func(c *checks.Context) {
		f := readConfig(c)
		switch {
		case f == nil:
			return
		case f.missing != "" || len(f.custom) == 0:
			c.Skip("CoreDNS reads no key of coredns-custom")
			return
		}
		plain := f.plain()
		if plain.problem != nil {
			c.Unknown("the Corefile itself cannot be read: %s, %s", f.place(plain.problem.file, plain.problem.line), plain.problem.says)
			return
		}
		if f.problem != nil {
			c.Blame("ConfigMap", systemNamespace, customName)
			refuse(c, f, []problem{*f.problem})
			return
		}
		own := plain.faults()
		added := slices.DeleteFunc(f.faults(), func(p problem) bool { return slices.Contains(own, p) })
		if len(added) > 0 {
			c.Blame("ConfigMap", systemNamespace, customName)
			refuse(c, f, added)
			return
		}
		c.Pass("CoreDNS starts with the %s of coredns-custom", checks.Count(len(f.custom), "key"))
	},
}
