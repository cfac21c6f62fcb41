package flow

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// DNSNxdomain finds names that pods ask for and that do not exist.
var DNSNxdomain = &checks.Check{
	ID:     "flow.dns-nxdomain",
	Asks:   "Do the names exist that the workload's pods ask for?",
	Why:    "A name that does not exist is misspelled, or its record is gone: calls to it fail at once.",
	Limits: "Answers are seen only where a policy has DNS rules, or with Retina. Names that a search list makes of another are left out.",
	Refs:   []string{"RFC 2308 §2.1", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dns"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says:   "Compare the name with the one that is meant; where it is right, look for its record.",
		Verify: []string{"kubectl -n {{.namespace}} get pod {{.pod}} -o yaml"},
	},
	Eval: func(c *checks.Context) { answers(c, queries(c), 3, "NXDOMAIN") },
}

// expanded reports whether a search list made a name of a shorter one that was
// asked for as well: that it does not exist is how search lists work.
func expanded(all seen, f *hubble.Flow) bool {
	for _, o := range all.rows {
		if o.Client.Pod == f.Client.Pod && strings.HasPrefix(f.DNS.Query, o.DNS.Query+".") && len(o.DNS.Query) > 0 && o.DNS.Rcode == 0 {
			return true
		}
	}
	return false
}
