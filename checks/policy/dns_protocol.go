package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// DNSProtocol finds rules that allow port 53 over TCP alone.
var DNSProtocol = &checks.Check{
	ID:     "policy.dns-protocol",
	Asks:   "Do the namespace's rules for port 53 allow UDP?",
	Why:    "A port without a protocol means TCP. DNS asks over UDP first, so that names fail or take seconds where a rule for port 53 allows TCP alone.",
	Limits: "A policy may mean zone transfers or DNS over TCP; it fails only where no rule of the same policy opens port 53 over UDP.",
	Refs:   []string{"https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.DNSFails},
	Scope:  evidence.Namespace, Side: checks.Caller, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Add {protocol: UDP, port: 53} beside the port of TCP.",
		Verify: []string{seePolicy},
	},
	Eval: func(c *checks.Context) {
		reviewRules(c, "none opens port 53 over TCP alone", func(p *networkingv1.NetworkPolicy, r rule) {
			over := func(wanted bool) bool {
				return slices.ContainsFunc(rules(p), func(o rule) bool {
					return o.way == r.way && (wanted && len(o.ports) == 0 || slices.ContainsFunc(o.ports, func(port networkingv1.NetworkPolicyPort) bool {
						return udp(port) == wanted && contains(port, 53)
					}))
				})
			}
			asks := slices.ContainsFunc(r.ports, func(port networkingv1.NetworkPolicyPort) bool {
				return port.Port != nil && port.Port.IntVal == 53 && !udp(port)
			})
			if r.way == networkingv1.PolicyTypeEgress && asks && !over(true) {
				blame(c, p)
				c.Fail("%s opens port 53 over TCP, and no rule of the policy opens it over UDP, by which names are looked up", r.says)
			}
		})
	},
}
