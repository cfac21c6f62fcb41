package egress

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ConfigHosts finds the Services that a workload's settings name, so that they
// are examined too, and names in full of Services that do not exist.
var ConfigHosts = &checks.Check{
	ID:     "egress.config-hosts",
	Asks:   "Do the Services that the workload's environment names exist?",
	Why:    "A caller set up with the name of a Service that does not exist gets NXDOMAIN, whatever the state of the Service that was meant.",
	Limits: "Reads plain values of the environment only. Fails for names in full within the workload's own namespace; of other names it cannot tell whether a Service is meant.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"},
	Also:   append(checks.Unreachable(), checks.DNSFails),
	Scope:  evidence.Workload, Side: checks.Caller,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Services), evidence.Require(evidence.Namespaces),
		evidence.Require(evidence.CoreDNSConfig), evidence.Require(evidence.CoreDNSCustom),
	},
	Leads: []checks.Lead{{Ask: "service.exists", Always: true}, {Ask: "service.ready-endpoints", Always: true}, {Ask: "dns.caller-resolves", Always: true}},
	Remedy: checks.Remedy{
		Says:    "Set the variable to the name of the Service that is meant, or create the Service.",
		Changes: "Replaces the workload's pods one by one; what deploys the workload may set the variable back.",
		Fix:     []string{"kubectl -n {{.namespace}} set env {{.workload}} -c {{.container}} {{.assignment}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get services"},
	},
	Eval: func(c *checks.Context) {
		own, services := c.Subject().Namespace, evidence.Services.Of(c)
		var hosts []string
		for _, pod := range callers(c) {
			for _, a := range named(&pod) {
				s, exact, ok := a.service(own, services)
				if !ok {
					s, ok = elsewhere(a, own, services, evidence.Namespaces.Of(c))
				}
				if !ok {
					continue
				}
				c.Relate(s, evidence.CallOf(c.Subject(), evidence.Of(evidence.Host, "", a.host)))
				if !slices.Contains(hosts, a.host) {
					hosts = append(hosts, a.host)
				}
				if exact && s.Namespace == own && kube.ServiceNamed(services, s.Name) == nil {
					missing(c, &pod, a, s)
				}
			}
		}
		if len(hosts) == 0 {
			c.Skip("no plain value of its environment names a host of the cluster")
			return
		}
		slices.Sort(hosts)
		c.Pass("its environment names %s of the cluster (%s), and those of its own namespace are Services there", checks.Count(len(hosts), "host"), checks.Names(hosts))
	},
}

// named are the hosts that a pod's settings name, but for proxy exemptions.
func named(pod *corev1.Pod) (list []address) {
	for _, container := range kube.Containers(pod) {
		for _, s := range settings(container) {
			if !strings.EqualFold(s.name, "no_proxy") {
				list = append(list, addresses(s)...)
			}
		}
	}
	return list
}

// elsewhere is the Service that "name.namespace" means, for a namespace that
// exists; a Service of that name means one of its pods instead, as "kafka-0.kafka".
func elsewhere(a address, own string, services []corev1.Service, namespaces []corev1.Namespace) (evidence.Subject, bool) {
	name, namespace, _ := strings.Cut(a.host, ".")
	known := slices.ContainsFunc(namespaces, func(n corev1.Namespace) bool { return n.Name == namespace })
	return evidence.Of(evidence.Service, namespace, name), known && namespace != own && kube.ServiceNamed(services, namespace) == nil
}

func missing(c *checks.Context, pod *corev1.Pod, a address, s evidence.Subject) {
	aliased := slices.ContainsFunc(pod.Spec.HostAliases, func(h corev1.HostAlias) bool { return slices.Contains(h.Hostnames, a.host) })
	switch {
	case aliased:
		return
	case rewrites(slices.Concat(evidence.CoreDNSConfig.Of(c), evidence.CoreDNSCustom.Of(c))):
		c.Unknown("%s names %s, for which there is no Service; CoreDNS rewrites names or keeps hosts of its own, which may answer it", a.setting, a.host)
		return
	}
	for _, other := range evidence.Services.Of(c) {
		if kube.Alike(other.Name, s.Name) {
			c.Fail("%s names %s: there is no Service %s in the namespace; %s is there", a.setting, a.host, s.Name, other.Name)
			if right := strings.Replace(a.host, s.Name, other.Name, 1); strings.Contains(a.value, a.host) {
				set(c, a.container, a.name+"="+strings.ReplaceAll(a.value, a.host, right))
			}
			return
		}
	}
	c.Fail("%s names %s: there is no Service %s in the namespace", a.setting, a.host, s.Name)
}

// rewrites reports whether CoreDNS answers names by rules of its own.
func rewrites(configs []corev1.ConfigMap) bool {
	for _, config := range configs {
		for _, text := range config.Data {
			for _, line := range strings.Split(text, "\n") {
				if words := strings.Fields(line); len(words) > 0 && (words[0] == "rewrite" || words[0] == "hosts" || words[0] == "file") {
					return true
				}
			}
		}
	}
	return false
}
