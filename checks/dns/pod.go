package dns

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// policyOf is how a pod finds its nameservers. A pod in the host's network
// with ClusterFirst is treated as Default.
// Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/.
func policyOf(pod *corev1.Pod) corev1.DNSPolicy {
	switch {
	case pod.Spec.DNSPolicy != corev1.DNSClusterFirst && pod.Spec.DNSPolicy != "":
		return pod.Spec.DNSPolicy
	case pod.Spec.HostNetwork:
		return corev1.DNSDefault
	}
	return corev1.DNSClusterFirst
}

// mention is a host that a variable of the environment names.
type mention struct{ variable, host string }

// mentions are the hosts in a pod's environment, in its order. A word counts
// as a host where it has a scheme, a port, or the form of a Service's name.
func mentions(pod *corev1.Pod) (list []mention) {
	for _, container := range kube.Containers(pod) {
		for _, e := range container.Env {
			if strings.Contains(strings.ToLower(e.Name), "no_proxy") {
				continue
			}
			for _, word := range strings.FieldsFunc(strings.ToLower(e.Value), func(r rune) bool { return strings.ContainsRune(", ;|", r) }) {
				_, rest, scheme := strings.Cut(word, "://")
				if !scheme {
					rest = word
				}
				rest, _, _ = strings.Cut(rest, "/")
				host, _, port := strings.Cut(rest[strings.LastIndex(rest, "@")+1:], ":")
				host = strings.TrimSuffix(host, ".")
				_, err := netip.ParseAddr(host)
				if err == nil || host == "" || !validName(absolute(host)) || !scheme && !port && !inFull(host) {
					continue
				}
				list = append(list, mention{e.Name, host})
			}
		}
	}
	return list
}

// inFull reports whether a host has the form of a Service's name with its svc.
func inFull(host string) bool { return strings.Contains(host+".", ".svc.") }

// asksCluster is the first variable that names a Service, whether by its full
// name, by a short one that exists in the namespace, or by SERVICE.NAMESPACE of
// one of the namespaces.
func asksCluster(c *checks.Context, pod *corev1.Pod, namespaces []corev1.Namespace) (m mention, found bool) {
	list := mentions(pod)
	i := slices.IndexFunc(list, func(m mention) bool {
		name, namespace, _ := strings.Cut(m.host, ".")
		elsewhere := slices.ContainsFunc(namespaces, func(n corev1.Namespace) bool { return n.Name == namespace && namespace != pod.Namespace })
		return inFull(m.host) || elsewhere || (namespace == "" || namespace == pod.Namespace) && kube.ServiceNamed(evidence.Services.Of(c), name) != nil
	})
	if i < 0 {
		return m, false
	}
	return list[i], true
}

// callers are the pods that live of the workload under examination, or of who
// makes the call, beside those that answer DNS themselves.
func callers(c *checks.Context) []corev1.Pod {
	subject, pods := c.Subject().Object(), kube.Live(evidence.Pods.Of(c))
	if subject.Scope == evidence.Workload {
		pods = kube.PodsOf(subject, pods)
	}
	return kube.Keep(pods, func(p *corev1.Pod) bool {
		return p.Namespace != systemNamespace || !slices.Contains([]string{"kube-dns", "node-local-dns"}, p.Labels["k8s-app"])
	})
}

// template gives the remedy the words to patch the pods of a workload that has
// a template.
func template(c *checks.Context, workload evidence.Subject, spec string) {
	if slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet"}, workload.Kind) {
		c.Set("workload", strings.ToLower(workload.Kind)+"/"+workload.Name)
		c.Set("patch", `{"spec":{"template":{"spec":`+spec+`}}}`)
	}
}

// askCluster gives the remedy the words to let a workload's pods ask CoreDNS.
func askCluster(c *checks.Context, pod *corev1.Pod) {
	policy := corev1.DNSClusterFirst
	if pod.Spec.HostNetwork {
		policy = corev1.DNSClusterFirstWithHostNet
	}
	template(c, kube.Owner(pod), `{"dnsPolicy":"`+string(policy)+`"}`)
}
