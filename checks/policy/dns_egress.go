package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	networkingv1 "k8s.io/api/networking/v1"
)

// DNSEgress finds workloads whose policies let no DNS query out.
var DNSEgress = &checks.Check{
	ID:     "policy.dns-egress",
	Asks:   "Do network policies let the pods ask DNS?",
	Why:    "A policy that governs egress must allow DNS as well: without it every name fails, and every destination that is allowed by rule is out of reach by name.",
	Limits: "Of pods that ask other nameservers, or a cache on their node, it fails only where no rule names the port over UDP. Policies of the DNS pods themselves are judged by policy.dns-ingress.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-egress-traffic",
		"https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec",
	},
	For:   []checks.Symptom{checks.DNSFails},
	Also:  append(checks.Unreachable(), checks.PolicyReview, checks.EgressBlocked),
	Scope: evidence.Workload, Side: checks.Caller,
	Needs: append(slices.Clone(everyPolicy), evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.CoreDNSPods),
		evidence.Require(evidence.NodeLocalDNS), evidence.Require(evidence.Namespaces), evidence.Require(evidence.LocalDNSNodes), evidence.Prefer(evidence.CiliumCIDRGroups)),
	Remedy: checks.Remedy{
		Says:    "Allow UDP and TCP port 53 to the pods labelled k8s-app=kube-dns in kube-system.",
		Changes: "Adds an egress rule to the policy; nothing that is allowed today is denied by it.",
		Fix:     openPath.Fix,
		Verify:  openPath.Verify,
	},
	Eval: func(c *checks.Context) {
		ports, sure := dnsPorts(evidence.KubeDNSService.Of(c))
		pods := governed(c)
		l, err := lawOf(c, c, nil)
		if err != nil {
			c.Unknown("the policies cannot be judged: %v", err)
			return
		}
		for i := range pods {
			if asksNode(c, &pods[i]) {
				c.Skip("the pods ask AKS LocalDNS on their node")
				continue
			}
			if l.judgeDNS(c, &pods[i], ports) {
				continue
			}
			r := rulingOf(c, &pods[i], networkingv1.PolicyTypeEgress)
			switch engine := enforcer(c); {
			case len(r.other) > 0:
				c.Unknown("%s may decide about outbound traffic of the pods; whether DNS is allowed is not evaluated here", checks.Names(r.other))
			case len(r.standard) == 0 && alwaysEnforced(c):
				c.Unknown("no policy selects the pods, but Cilium is set to deny what no policy allows (enable-policy: always)")
			case len(r.standard) == 0:
				c.Pass("no policy selects the pods for outbound traffic")
			case r.opens(ports):
				c.Pass("%s allows port 53 over UDP to every destination", r.names())
			case !sure || overTCP(&pods[i]) || r.mayOpen(ports):
				c.Unknown("%s governs the pods and has rules that may allow DNS; whether they reach the DNS server is not evaluated here", r.names())
			case engine == "" || kube.Windows(&pods[i]):
				c.Unknown("%s allows no DNS query of the pods, but nothing is known to enforce it", r.names())
			default:
				c.Blame("NetworkPolicy", c.Subject().Namespace, r.standard[0].Name)
				name(c, reach.Policy{Kind: "NetworkPolicy", Namespace: c.Subject().Namespace, Name: r.standard[0].Name})
				c.Set("patch", allowDNS(&r.standard[0], ports))
				c.Fail("%s selects the pods and no rule allows port 53 over UDP; %s enforces it", r.names(), engine)
			}
		}
	},
}
