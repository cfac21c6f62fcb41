package dns

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CustomKeys finds custom configuration that CoreDNS never reads.
var CustomKeys = &checks.Check{
	ID:     "dns.custom-keys",
	Asks:   "Does CoreDNS read all of coredns-custom?",
	Why:    "A key that no import names is ignored without a word: the custom zone does not resolve.",
	Limits: "Only keys that hold configuration of CoreDNS are judged; one with .bak or the like behind the suffix counts as put aside on purpose.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/coredns-custom", "https://coredns.io/plugins/import/"},
	For:    resolution(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  configNeeds(),
	Remedy: checks.Remedy{
		Says:    "Name keys with server blocks NAME.server and keys with plugins for the default block NAME.override, then restart CoreDNS.",
		Changes: "Moves the ignored key to a name that is imported, so that its configuration takes effect, and restarts CoreDNS pod by pod.",
		Fix: []string{
			"kubectl -n kube-system patch configmap coredns-custom --type=merge -p {{.patch}}",
			"kubectl -n kube-system rollout {{.restart}} deployment coredns",
		},
		Verify: []string{showConfig, showRollout},
	},
	Eval: func(c *checks.Context) {
		f := readConfig(c)
		list := evidence.CoreDNSCustom.Of(c)
		switch {
		case f == nil:
			return
		case len(list) == 0 || len(list[0].Data) == 0:
			c.Skip("coredns-custom holds no configuration")
			return
		}
		c.Blame("ConfigMap", systemNamespace, customName)
		if f.problem != nil {
			c.Unknown("the configuration cannot be read, so that what it imports is not known")
			return
		}
		data := list[0].Data
		for _, key := range slices.Sorted(maps.Keys(data)) {
			suffix := meant(data[key])
			if f.reads(key) || suffix == "" || aside.MatchString(key) {
				continue
			}
			if patch := f.renaming(key, strings.TrimSuffix(key, path.Ext(key))+suffix, data); patch != "" {
				c.Set("patch", patch)
				c.Set("restart", "restart")
			}
			c.Fail("key %s of coredns-custom is ignored: %s", key, f.why())
		}
		c.Pass("CoreDNS reads all %s of coredns-custom", checks.Count(len(data), "key"))
	},
}

// aside matches keys that were put aside on purpose.
var aside = regexp.MustCompile(`\.(server|override)\.|(?i)\b(bak|backup|old|disabled|off|example|sample)$`)
