package dns

import (
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// PodNdots finds pods whose short names of Services are not completed.
var PodNdots = &checks.Check{
	ID:     "dns.pod-ndots",
	Asks:   "Are short names of Services completed in the workload's pods?",
	Why:    "A name with at least ndots dots is asked as it stands first; musl never completes it. Without the cluster's search list no short name is completed.",
	Limits: "Names in full work all the same, and ndots 1 saves queries for names outside.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config", "https://wiki.musl-libc.org/functional-differences-from-glibc.html"},
	For:    []checks.Symptom{checks.DNSFails},
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Services)},
	Remedy: checks.Remedy{
		Says:    "Take the option ndots or the search list out of dnsConfig, or use the full names of Services.",
		Changes: "Starts the workload's pods anew without the options of their dnsConfig; names outside the cluster then cost more queries.",
		Fix:     []string{"kubectl -n {{.namespace}} patch {{.workload}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get pods -o custom-columns=POD:.metadata.name,OPTIONS:.spec.dnsConfig.options,SEARCH:.spec.dnsConfig.searches"},
	},
	Eval: func(c *checks.Context) {
		pods := callers(c)
		if len(pods) == 0 {
			c.Skip("the workload has no living pod that asks for names")
			return
		}
		for i := range pods {
			judgeSearch(c, &pods[i])
		}
		c.Pass("short names of Services are completed")
	},
}

func judgeSearch(c *checks.Context, pod *corev1.Pod) {
	config := pod.Spec.DNSConfig
	if config == nil || policyOf(pod) == corev1.DNSDefault {
		return
	}
	if policyOf(pod) == corev1.DNSNone && !searchesCluster(config.Searches, pod.Namespace) {
		c.Fail("the search list (%s) lacks %s.svc.%s, so that short names of Services do not resolve",
			checks.Names(append([]string{}, config.Searches...)), pod.Namespace, defaultDomain)
	}
	for _, o := range config.Options {
		if o.Name != "ndots" || o.Value == nil {
			continue
		}
		n, err := strconv.Atoi(*o.Value)
		dotted, found := asksDotted(c, pod)
		switch {
		case err != nil || n > 1:
		case n <= 0:
			template(c, c.Subject(), `{"dnsConfig":{"options":null}}`)
			c.Fail("ndots is %d: even a name without a dot is asked as it stands first", n)
		case found:
			template(c, c.Subject(), `{"dnsConfig":{"options":null}}`)
			c.Fail("ndots is 1: %s of the variable %s is asked as it stands first, and by musl never completed", dotted.host, dotted.variable)
		}
	}
}

func searchesCluster(list []string, namespace string) bool {
	for _, s := range list {
		if strings.HasPrefix(strings.ToLower(s)+".", namespace+".svc.") {
			return true
		}
	}
	return false
}

// asksDotted is the first variable that names a Service of the namespace as
// service.namespace.
func asksDotted(c *checks.Context, pod *corev1.Pod) (mention, bool) {
	m, found := asksCluster(c, pod, nil)
	return m, found && strings.Count(m.host, ".") == 1
}
