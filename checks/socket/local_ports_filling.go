package socket

import (
	"fmt"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// LocalPortsFilling finds callers that hold nearly as many connections as they
// have ports of their own.
var LocalPortsFilling = &checks.Check{
	ID:   "socket.local-ports-filling",
	Asks: "Have the workload's pods local ports to spare for further connections?",
	Why: "Each connection to one address takes a port of the caller's own, for a minute longer than it lasts. Where none is left a further call fails at once, " +
		"with \"cannot assign requested address\".",
	Limits: "No counter tells of a call that failed for want of a port. The range is the specification's, or the kernel's default: what a privileged container set is not seen. " +
		"Connections are counted to all addresses together, while ports run out for each one apart.",
	Refs: []string{
		"net/ipv4/inet_hashtables.c (__inet_hash_connect), v6.12",
		"https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
	},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent, checks.EgressBlocked, checks.Latency, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Caller, Weight: checks.Risk,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Keep connections open and use them again (keep-alive, a pool of connections); then widen the range: net.ipv4.ip_local_port_range in the pod's securityContext.sysctls, " +
			"such as \"1024 65535\", which every kubelet allows. netIpv4IpLocalPortRange of linuxOSConfig holds for the node's own network only.",
		Verify: []string{"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.securityContext.sysctls}'"},
	},
	Eval: func(c *checks.Context) { each(c, "there are local ports to spare", localPortsFilling) },
}

// mostHeld is our judgement.
const mostHeld = 0.9

func localPortsFilling(p pod) answer {
	low, high, text, ok := p.portRange()
	if !ok {
		return unknown("its range of local ports %q cannot be read", text)
	}
	resting, _ := strconv.ParseUint(p.fact("TCP.tw"), 10, 64)
	open, err := strconv.ParseUint(p.fact("established"), 10, 64)
	called, known := p.Delta("Tcp.ActiveOpens")
	if _, told := p.Fact("established"); !told || err != nil || !known {
		return unread("Tcp.ActiveOpens")
	}
	held, ports := resting+open, uint64(high)-uint64(low)+1
	if float64(held) < mostHeld*float64(ports) {
		return well
	}
	state := fmt.Sprintf("it holds %d connections, %d of them in TIME_WAIT, and has %d local ports (%s)", held, resting, ports, text)
	if taken := p.Moved("Tcp.PassiveOpens"); taken >= called {
		return unknown("%s, but most are others' calls: %d were taken (Tcp.PassiveOpens) and %d made (Tcp.ActiveOpens) in %s", state, taken, called, p.lasted())
	}
	return fail("%s; in %s it made %d more (Tcp.ActiveOpens)", state, p.lasted(), called)
}
