package dns

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CoreDNSLogErrors finds what CoreDNS itself complains of.
var CoreDNSLogErrors = &checks.Check{
	ID:     "dns.coredns-log-errors",
	Asks:   "Does CoreDNS log that it cannot reach its resolvers or the API server?",
	Why:    "CoreDNS says in its log when a resolver does not answer, when queries come back to it, and when it may not read the Services.",
	Limits: "Reads the lines of the last minutes; fewer than 10 time-outs at one resolver are not taken as a fault. Lines that had ended accuse nobody here.",
	Refs:   []string{"https://coredns.io/plugins/errors/", "https://coredns.io/plugins/loop/#troubleshooting", "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/dns/basic-troubleshooting-dns-resolution-problems"},
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.Intermittent, checks.Latency},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.CoreDNSLog)},
	Leads:  []checks.Lead{{Ask: "dns.resolver-answers", Always: true, Required: true}},
	Remedy: checks.Remedy{
		Says:   "Open the way to the resolver (UDP and TCP 53, through network security groups and firewalls), take out a forward that leads back, or restore the ClusterRole system:coredns.",
		Verify: []string{showLog, showConfig, "kubectl get clusterrole system:coredns -o yaml"},
	},
	Eval: func(c *checks.Context) {
		lines, read := evidence.CoreDNSLog.Of(c), evidence.CoreDNSLog.At(c)
		for _, l := range lines {
			switch {
			case strings.Contains(l.Text, "plugin/loop: Loop ("):
				c.Fail("pod %s halted because queries come back to it: %s", l.Pod, checks.Clean(l.Text, 160))
			case strings.Contains(l.Text, "is forbidden: User") && strings.Contains(l.Text, "plugin/kubernetes"):
				c.Fail("pod %s may not read what it answers from: %s", l.Pod, checks.Clean(l.Text, 200))
			}
		}
		silent := silences(lines)
		still := slices.IndexFunc(silent, func(s silence) bool { return !s.over(read) })
		switch {
		case len(silent) == 0:
			c.NoSign("%s of CoreDNS show no resolver that stays silent, no loop and no missing permission", checks.Count(len(lines), "log line"))
		case still >= 0:
			c.Fail("the resolver %s did not answer CoreDNS in %d of the last %d log lines", silent[still].resolver, silent[still].lines, len(lines))
		default:
			c.Relate(evidence.TheCluster)
			c.Unknown("the resolver %s did not answer CoreDNS in %d of the last %d log lines, which ended %s before they were read: whether it answers now is asked in its own right",
				silent[0].resolver, silent[0].lines, len(lines), silent[0].ago(read))
		}
	},
}
