package dns

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ResolverAnswers asks whether a resolver that stayed silent a while ago, as
// the log of CoreDNS tells, answers again.
var ResolverAnswers = &checks.Check{
	ID:     "dns.resolver-answers",
	Asks:   "Does the resolver answer again that was silent, as the log of CoreDNS tells?",
	Why:    "While the resolver behind CoreDNS does not answer, no name outside the cluster resolves.",
	Limits: "Asked only after lines of the log that had ended. A resolver that fails now and then may answer at this moment: dns.resolver-gaps is asked of that.",
	Refs:   []string{"https://coredns.io/plugins/errors/", "https://coredns.io/plugins/forward/", "https://www.rfc-editor.org/rfc/rfc6761#section-6.4"},
	Scope:  evidence.Cluster,
	Needs:  append(configNeeds(), evidence.Require(evidence.CoreDNSLog), evidence.Require(evidence.ResolverAnswers)),
	Remedy: checks.Remedy{
		Says:   "Open the way to the resolver (UDP and TCP 53, through network security groups and firewalls), or start it.",
		Verify: []string{showLog, showConfig},
	},
	Eval: func(c *checks.Context) {
		lines, read, answers := evidence.CoreDNSLog.Of(c), evidence.CoreDNSLog.At(c), evidence.ResolverAnswers.Of(c)
		silent := silences(lines)
		if len(silent) == 0 {
			c.NoSign("%s of CoreDNS show no resolver that stays silent", checks.Count(len(lines), "log line"))
			return
		}
		f := parsed(c)
		if f == nil {
			return
		}
		came := 0
		for _, a := range answers {
			if a.Rcode != evidence.NoAnswer && a.Rcode != "SERVFAIL" {
				came++
			}
		}
		for _, s := range silent {
			was := fmt.Sprintf("the resolver %s did not answer CoreDNS in %d of the last %d log lines", s.resolver, s.lines, len(lines))
			switch {
			case !f.together(append(s.names, nowhere)):
				c.Fail("%s, for names that not all go the same way: that it answers again was not seen", was)
			case came == 0 || came < len(answers):
				c.Fail("%s, and now in %d of %s", was, len(answers)-came, checks.Count(len(answers), "look-up"))
			default:
				c.Pass("%s, which ended %s before they were read: now it answered all of %s that no cache can answer",
					was, s.ago(read), checks.Count(came, "look-up"))
			}
		}
	},
}

// nowhere is the zone of the look-ups, in which there are no names.
const nowhere = "netwhy.invalid."
