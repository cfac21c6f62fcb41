package dns

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// CallerResolves finds callers whose pods do not turn the name that they call
// into a question for the cluster's DNS.
var CallerResolves = &checks.Check{
	ID:   "dns.caller-resolves",
	Asks: "Do the caller's pods ask the cluster's DNS for the Service that the name means?",
	Why:  "A short name of a Service is completed by the search list: a pod without the cluster's asks for the name as it stands, which nobody knows.",
	Limits: "Of a caller that is named by its namespace alone, any pod may be the one that calls: the verdict is unknown where only some cannot resolve the name. " +
		"Names that the search list of the node completes are not seen.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#namespaces-and-dns", "https://man7.org/linux/man-pages/man5/resolv.conf.5.html"},
	For:    append(unreachable(), checks.DNSFails),
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.Namespaces)},
	Remedy: checks.Remedy{
		Says:    "Set dnsPolicy ClusterFirst (ClusterFirstWithHostNet in the host's network), add the cluster's search list to dnsConfig, or call the Service by its full name.",
		Changes: "Starts the workload's pods anew with the cluster's DNS; a dnsConfig of its own is added to it.",
		Fix:     []string{"kubectl -n {{.namespace}} patch {{.workload}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get pods -o custom-columns=POD:.metadata.name,DNS:.spec.dnsPolicy,SEARCH:.spec.dnsConfig.searches"},
	},
	Eval: func(c *checks.Context) {
		host := strings.TrimSuffix(strings.ToLower(c.Subject().Callee().Name), ".")
		suffix, inCluster := completion(host, c.Subject().InNamespace(), evidence.Namespaces.Of(c))
		pods := callers(c)
		switch {
		case !inCluster:
			c.Skip("%s is no name of a Service", host)
			return
		case len(pods) == 0:
			c.Skip("the caller has no living pod that asks for names")
			return
		}
		resolving := 0
		var stuck []corev1.Pod
		for i := range pods {
			switch why, sure := obstacle(c, &pods[i], host, suffix); {
			case why == "":
				resolving++
			case !sure:
				c.Unknown("pods of %s %s", kube.Owner(&pods[i]), why)
			default:
				stuck = append(stuck, pods[i])
			}
		}
		named := c.Subject().Object().Scope == evidence.Workload
		for i := range stuck {
			owner := kube.Owner(&stuck[i])
			why, _ := obstacle(c, &stuck[i], host, suffix)
			if !named && len(stuck) < len(pods) {
				c.Unknown("pods of %s %s; whether they are those that call is not known", owner, why)
				continue
			}
			c.Blame(owner.Kind, owner.Namespace, owner.Name)
			askCluster(c, &stuck[i])
			c.Fail("pods of %s %s", owner, why)
		}
		c.Pass("the cluster's DNS is asked for the Service that %s means, by %s of the caller", host, checks.Count(resolving, "pod"))
	},
}

// completion is what a search list must hold for a name to become a Service's
// in full; empty where the name is one.
func completion(host, home string, namespaces []corev1.Namespace) (suffix string, inCluster bool) {
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	known := func(name string) bool {
		return slices.ContainsFunc(namespaces, func(n corev1.Namespace) bool { return n.Name == name })
	}
	switch {
	case strings.HasSuffix(host, ".svc."+defaultDomain):
		return "", true
	case len(labels) == 1:
		return home + ".svc." + defaultDomain, true
	case last == "svc":
		return defaultDomain, true
	}
	return "svc." + defaultDomain, known(last)
}

// obstacle is what keeps a pod from asking CoreDNS for a name, as a clause;
// sure is false where it may not.
func obstacle(c *checks.Context, pod *corev1.Pod, host, suffix string) (why string, sure bool) {
	if slices.ContainsFunc(pod.Spec.HostAliases, func(a corev1.HostAlias) bool { return slices.Contains(a.Hostnames, host) }) {
		return "", true
	}
	outside, first := nameservers(c, pod)
	switch policy := policyOf(pod); {
	case policy == corev1.DNSDefault && asksKubeDNS(c, pod):
		return "ask the node's resolver first and CoreDNS after it; which answers depends on the program", false
	case policy == corev1.DNSDefault:
		return "ask the node's resolver (dnsPolicy " + string(pod.Spec.DNSPolicy) + "), which knows no Service", true
	case policy != corev1.DNSNone:
		return "", true
	case !first:
		return "ask the nameservers " + checks.Names(ownNameservers(pod)) + " (dnsPolicy None), which know no Service", outside
	case suffix == "" || completes(pod.Spec.DNSConfig.Searches, suffix):
		return "", true
	case len(pod.Spec.DNSConfig.Searches) == 0:
		return "ask for " + host + " as it stands: with dnsPolicy None they have no search list, and so not " + suffix, true
	}
	return "ask for " + host + " as it stands: with dnsPolicy None their search list (" + checks.Names(pod.Spec.DNSConfig.Searches) + ") lacks " + suffix, true
}

func completes(searches []string, suffix string) bool {
	return slices.ContainsFunc(searches, func(s string) bool { return strings.EqualFold(strings.TrimSuffix(s, "."), suffix) })
}
