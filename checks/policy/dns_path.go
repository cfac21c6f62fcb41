package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// resolvers are the CoreDNS pods, one of each sort that policies can tell apart:
// a large cluster has a hundred alike, and asking about one tells of all.
func (l *law) resolvers(c *checks.Context) []corev1.Pod {
	if l.servers == nil {
		for _, p := range kube.Live(evidence.CoreDNSPods.Of(c)) {
			same := func(o corev1.Pod) bool {
				return kube.Windows(&o) == kube.Windows(&p) && l.Alike(reach.PodEnd(&o), reach.PodEnd(&p))
			}
			if !slices.ContainsFunc(l.servers, same) {
				l.servers = append(l.servers, p)
			}
		}
	}
	return l.servers
}

// resolving is how a pod's queries get to the cluster's DNS, one step for each
// sort of CoreDNS pod. It is not known where the pod asks others, or a cache that
// stands between.
func (l *law) resolving(c *checks.Context, pod *corev1.Pod) (steps []step) {
	service := kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns")
	clusterFirst := pod.Spec.DNSPolicy == "" || pod.Spec.DNSPolicy == corev1.DNSClusterFirst || pod.Spec.DNSPolicy == corev1.DNSClusterFirstWithHostNet
	if service == nil || !clusterFirst || len(evidence.NodeLocalDNS.Of(c)) > 0 {
		return nil
	}
	protocol := corev1.ProtocolUDP
	if overTCP(pod) {
		protocol = corev1.ProtocolTCP
	}
	servers := l.resolvers(c)
	for i := range service.Spec.Ports {
		p := &service.Spec.Ports[i]
		if p.Port != 53 || kube.Protocol(p.Protocol) != protocol {
			continue
		}
		for k := range servers {
			if n, ok := kube.TargetPort(p, &servers[k]); ok && n > 0 {
				steps = append(steps, step{from: pod, to: &servers[k], port: reach.Port{Protocol: protocol, Number: uint16(n)}})
			}
		}
	}
	return steps
}

// judgeDNS judges a pod's way to the cluster's DNS by the policies that select
// the pod; false where that way is not known.
func (l *law) judgeDNS(c *checks.Context, pod *corev1.Pod, ports []int32) bool {
	steps := l.resolving(c, pod)
	for i := range steps {
		s := &steps[i]
		s.side = l.Side(reach.PodEnd(pod), reach.PodEnd(s.to), s.port, pod, false)
	}
	slices.SortStableFunc(steps, func(a, b step) int { return dnsRank[a.side.Verdict] - dnsRank[b.side.Verdict] })
	if len(steps) == 0 || len(l.Strange) > 0 || l.Rules.Dataplane == reach.Unidentified && steps[0].side.Verdict != reach.Allowed {
		return false
	}
	switch worst := &steps[0]; worst.side.Verdict {
	case reach.Denied:
		p := l.culprit(worst, false)
		accuse(c, p, pod)
		l.allowDNS(c, p, worst, ports)
		c.Fail("%s; %s enforces it", l.says(worst, false), l.Enforcer(c))
	case reach.Unknown:
		c.Unknown("whether the pods may ask the cluster's DNS is not known: %s", worst.side.Why)
	default:
		if names := namesOnly(worst.side); len(names) > 0 {
			c.Unknown("%s lets the pods ask the cluster's DNS for %s only; which names they need is not known", checks.Names(ruleset.Names(worst.side.Selecting)), checks.Names(names))
			return true
		}
		c.Pass("%s", allowance(worst.side))
	}
	return true
}

var dnsRank = map[reach.Verdict]int{reach.Denied: 0, reach.Unknown: 1, reach.Allowed: 2}

// allowDNS names the policy to the remedy, and the rule that would let the
// queries out.
func (l *law) allowDNS(c *checks.Context, p reach.Policy, s *step, ports []int32) {
	if i := slices.IndexFunc(l.Rules.NetworkPolicies, func(n networkingv1.NetworkPolicy) bool { return n.Name == p.Name }); p.Kind == "NetworkPolicy" && s.side.Basis == reach.ByDefault && i >= 0 {
		name(c, p)
		c.Set("patch", allowDNS(&l.Rules.NetworkPolicies[i], ports))
		return
	}
	l.remedy(c, p, s, false)
}
