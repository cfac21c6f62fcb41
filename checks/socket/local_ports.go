package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// LocalPorts finds callers that have used up their local ports for a peer.
var LocalPorts = &checks.Check{
	ID:   "socket.local-ports",
	Asks: "Is there a local port for every further call that the workload makes?",
	Why: "Each connection to one peer takes a port of the caller's own, and keeps it for a minute after its end. Where none is left a call fails at once, " +
		"with \"cannot assign requested address\", and nothing of it is ever on the network.",
	Limits: "No counter tells of such calls, and the range of a pod is in no file that others may read. It shows where all of it is taken: the kernel gives every second port first, " +
		"so that a run without a gap means there were no others. More connections than a few thousand are not looked at.",
	Refs: []string{
		"net/ipv4/inet_hashtables.c (__inet_hash_connect), v6.12",
		"https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
	},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent, checks.EgressBlocked, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Caller,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Keep connections open and use them again (keep-alive, a pool of connections), and have the server end them, which leaves the minute of rest to it. " +
			"Then widen the range: net.ipv4.ip_local_port_range in the pod's securityContext.sysctls, such as \"1024 65535\", which every kubelet allows; " +
			"netIpv4IpLocalPortRange of linuxOSConfig holds for the node's own network only.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.securityContext.sysctls}'",
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no peer takes all local ports", localPorts) },
}

func localPorts(p pod) answer {
	runs, looked := p.runs()
	low, high, text, ok := p.portRange()
	switch {
	case !looked:
		return unknown("its connections were not looked at: there are too many, or it ended meanwhile")
	case !ok:
		return unknown("its range of local ports %q cannot be read", text)
	}
	for _, r := range runs {
		// A program may choose ports itself, and takes them from elsewhere then.
		if r.First >= low && r.Last <= high && r.First%2 == low%2 {
			return fail("its connections to %s take every local port from %d to %d, %s of them resting after their end (TIME_WAIT): of others there were none left (its specification allows %s)",
				r.Peer, r.First, r.Last, p.fact("TCP.tw"), text)
		}
	}
	return well
}

// runs are the local ports that connections to one peer take without a gap.
func (p pod) runs() (list []sample.PortRun, looked bool) {
	for _, own := range p.Window.Ports {
		if own.Namespace == p.Name {
			return own.Runs, true
		}
	}
	return nil, false
}
