package dns

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// HostAliases finds pods whose hosts file answers a name of the cluster, so
// that CoreDNS is never asked for it.
var HostAliases = &checks.Check{
	ID:     "dns.host-aliases",
	Asks:   "Does CoreDNS answer the cluster's names for the pods, and not their hosts file?",
	Why:    "A host alias outlives the Service that it names: when the address changes, these pods alone keep calling the old one.",
	Limits: "Whether the address in the alias is right now is not judged.",
	Refs:   []string{"https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/", "k8s.io/api/core/v1 PodSpec.hostAliases"},
	Also:   []checks.Symptom{checks.DNSFails, checks.ConnectionRefused, checks.ConnectionTimeout},
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Take the alias out of the pod template, so that the name follows the Service.",
		Verify: []string{"kubectl -n {{.namespace}} get pods -o jsonpath='{range .items[*]}{.metadata.name}: {.spec.hostAliases}{\"\\n\"}{end}'"},
	},
	Eval: func(c *checks.Context) {
		pods := kube.Live(kube.PodsOf(c.Subject(), evidence.Pods.Of(c)))
		if len(pods) == 0 {
			c.Skip("the workload has no living pod")
			return
		}
		var names []string
		for _, p := range pods {
			for _, alias := range p.Spec.HostAliases {
				for _, host := range alias.Hostnames {
					if strings.Contains(host+".", ".svc.") && !slices.Contains(names, host) {
						names = append(names, host)
					}
				}
			}
		}
		slices.Sort(names)
		if len(names) > 0 {
			c.Fail("the pods' hosts file answers %s, and CoreDNS is not asked", checks.Names(names))
			return
		}
		c.Pass("no host alias of %s names a Service", checks.Count(len(pods), "pod"))
	},
}
