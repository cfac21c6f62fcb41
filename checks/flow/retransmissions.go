package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// Retransmissions finds segments that were sent again, as Retina tells.
var Retransmissions = &checks.Check{
	ID:     "flow.retransmissions",
	Asks:   "Do the segments of the workload's pods arrive at the first try?",
	Why:    "A segment that is sent again was lost on its way, or its answer was: calls take seconds, or fail.",
	Limits: "Only Retina tells of it. Some retransmissions are normal where much is sent; where segments are lost is not told.",
	Refs:   []string{"https://retina.sh/docs/Metrics/plugins/Linux/packetparser"},
	Also:   checks.Losses(),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says:   "Look for drops on the nodes of both ends; with the node probe, ask again about packet loss.",
		Verify: []string{"kubectl -n {{.namespace}} get pod {{.pod}} -o wide"},
	},
	Eval: func(c *checks.Context) {
		all := workload(c)
		if blind(c, all) {
			return
		}
		again := all.keep(func(f *hubble.Flow) bool { return f.Verdict == hubble.Retransmission })
		if len(again.rows) == 0 {
			nothing(c, all, "no retransmission was seen")
			return
		}
		for _, alike := range again.apart(pair) {
			said := alike.sentence("were sent again")
			if why := alike.stale(10); why != "" { // our judgement: a burst is no loss that lasts
				c.Unknown("%s, %s", said, why)
				continue
			}
			c.Set("pod", ownPod(c, alike.rows[0]))
			c.Fail("%s", said)
		}
	},
}
