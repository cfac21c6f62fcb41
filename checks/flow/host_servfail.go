package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HostServfail finds hosts for whose names DNS answers with an error of its own.
var HostServfail = &checks.Check{
	ID:     "flow.host-servfail",
	Asks:   "Does DNS answer the caller's queries for the host without errors of its own?",
	Why:    "SERVFAIL says that the server which has the name, or one on the way to it, is broken or out of reach: the caller gets no address.",
	Limits: "Answers are seen only where a policy has DNS rules, or with Retina.",
	Refs:   []string{"RFC 1035 §4.1.1", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dns"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.CallFlows)},
	Remedy: checks.Remedy{
		Says:   "Look at CoreDNS, and at the server that it forwards the host's domain to.",
		Verify: []string{"kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50", "kubectl -n kube-system get configmap coredns-custom -o yaml"},
	},
	Eval: func(c *checks.Context) { answers(c, asked(c), 2, "SERVFAIL") },
}
