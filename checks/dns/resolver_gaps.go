package dns

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ResolverGaps finds a resolver that was silent within the last minutes,
// whether it answers now or not.
var ResolverGaps = &checks.Check{
	ID:     "dns.resolver-gaps",
	Asks:   "Has every resolver behind CoreDNS answered all along?",
	Why:    "A resolver that does not answer for a while lets names outside the cluster fail now and then, and look-ups take seconds.",
	Limits: "Reads the lines of the last minutes; fewer than 10 time-outs at one resolver are not taken as a fault.",
	Refs:   []string{"https://coredns.io/plugins/errors/", "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/dns/basic-troubleshooting-dns-resolution-problems"},
	Also:   []checks.Symptom{checks.Intermittent, checks.Latency},
	Scope:  evidence.Cluster,
	Needs:  []evidence.Need{evidence.Require(evidence.CoreDNSLog)},
	Remedy: checks.Remedy{
		Says:   "Find out what keeps the resolver from answering at times: its load, the way to it (UDP and TCP 53), or the queries that one client sends.",
		Verify: []string{showLog, showConfig},
	},
	Eval: func(c *checks.Context) {
		lines := evidence.CoreDNSLog.Of(c)
		for _, s := range silences(lines) {
			c.Fail("the resolver %s did not answer CoreDNS in %d of the last %d log lines", s.resolver, s.lines, len(lines))
		}
		c.NoSign("%s of CoreDNS show no resolver that stays silent", checks.Count(len(lines), "log line"))
	},
}
