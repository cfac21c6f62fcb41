package dns

import (
	"regexp"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CoreDNSLogErrors finds what CoreDNS itself complains of.
var CoreDNSLogErrors = &checks.Check{
	ID:     "dns.coredns-log-errors",
	Asks:   "Does CoreDNS log that it cannot reach its resolvers or the API server?",
	Why:    "CoreDNS says in its log when a resolver does not answer, when queries come back to it, and when it may not read the Services.",
	Limits: "The lines carry no time, and the last ones may be old; fewer than 10 time-outs at one resolver are not taken as a fault.",
	Refs:   []string{"https://coredns.io/plugins/errors/", "https://coredns.io/plugins/loop/#troubleshooting", "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/dns/basic-troubleshooting-dns-resolution-problems"},
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.Intermittent, checks.Latency},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.CoreDNSLog)},
	Remedy: checks.Remedy{
		Says:   "Open the way to the resolver (UDP and TCP 53, through network security groups and firewalls), take out a forward that leads back, or restore the ClusterRole system:coredns.",
		Verify: []string{showLog, showConfig, "kubectl get clusterrole system:coredns -o yaml"},
	},
	Eval: func(c *checks.Context) {
		lines := evidence.CoreDNSLog.Of(c)
		silentAt := map[string]int{}
		most := ""
		for _, l := range lines {
			switch {
			case strings.Contains(l.Text, "plugin/loop: Loop ("):
				c.Fail("pod %s halted because queries come back to it: %s", l.Pod, checks.Clean(l.Text, 160))
			case strings.Contains(l.Text, "is forbidden: User") && strings.Contains(l.Text, "plugin/kubernetes"):
				c.Fail("pod %s may not read what it answers from: %s", l.Pod, checks.Clean(l.Text, 200))
			}
			m := unanswered.FindStringSubmatch(l.Text)
			if m == nil {
				continue
			}
			if silentAt[m[1]]++; silentAt[m[1]] > silentAt[most] || silentAt[m[1]] == silentAt[most] && m[1] < most {
				most = m[1]
			}
		}
		if n := silentAt[most]; n >= manyTimeouts {
			c.Fail("the resolver %s did not answer CoreDNS in %d of the last %d log lines", most, n, len(lines))
			return
		}
		c.NoSign("%s of CoreDNS show no resolver that stays silent, no loop and no missing permission", checks.Count(len(lines), "log line"))
	},
}

// manyTimeouts at one resolver are more than single packets that got lost.
const manyTimeouts = 10

// unanswered matches a query to a resolver that failed, and captures the resolver:
// "[ERROR] plugin/errors: 2 a.example. A: read udp 10.0.0.5:4321->168.63.129.16:53: i/o timeout".
var unanswered = regexp.MustCompile(`^\[ERROR\] plugin/errors: .*(?:->|dial (?:tcp|udp) )([0-9a-fA-F.:\[\]]+:\d+): (?:i/o timeout|connect: no route to host|connect: network is unreachable|read: connection refused|connect: connection refused)`)
