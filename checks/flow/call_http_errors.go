package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallHTTPErrors finds servers that answer with errors of their own.
var CallHTTPErrors = &checks.Check{
	ID:     "flow.call-http-errors",
	Asks:   "Does the Service answer the caller's HTTP requests without errors of its own?",
	Why:    "A server that answers 5xx is reached: what is wrong is the program, or what it calls.",
	Limits: "HTTP is seen only where a policy has HTTP rules.",
	Refs:   []string{"RFC 9110 §15.6", "https://docs.cilium.io/en/v1.20/observability/visibility/"},
	Also:   append(checks.Unreachable(), checks.IngressUnreachable, checks.Latency),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Weight: checks.Risk,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says:   "Read the log of the pods that answer.",
		Verify: []string{"kubectl -n {{.there}} logs {{.server}} --all-containers --tail=50"},
	},
	Eval: func(c *checks.Context) {
		all := call(c)
		if blind(c, all) {
			return
		}
		answers := all.keep(func(f *hubble.Flow) bool { return f.HTTP != nil && f.HTTP.Code > 0 && f.Verdict != hubble.Dropped })
		failed := answers.keep(func(f *hubble.Flow) bool { return f.HTTP.Code >= 500 })
		if len(failed.rows) == 0 {
			nothing(c, answers, "no answer with an error of the server")
			return
		}
		for _, alike := range failed.apart(func(f *hubble.Flow) string { return pair(f) + fmt.Sprint(f.HTTP.Code) }) {
			f := alike.rows[0]
			said := fmt.Sprintf("%s answered %s with %d %s, the last %.0f s ago", f.Server, f.Client, f.HTTP.Code, times(alike.count()), alike.ago().Seconds())
			if why := alike.stale(least); why != "" {
				c.Unknown("%s, %s", said, why)
				continue
			}
			c.Set("there", f.Server.Namespace)
			c.Set("server", f.Server.Pod)
			relate(c, ownerOf(f.Server))
			c.Fail("%s", said)
		}
	},
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
