package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/kube"
)

// HostAccepts finds hosts that refuse the caller's connections, and shows the
// way out of the cluster to those that accept them.
var HostAccepts = &checks.Check{
	ID:     "flow.host-accepts",
	Asks:   "Does the host outside accept the connections that the caller opens to it?",
	Why:    "What lies outside the cluster cannot be read. That a host accepts connections shows that the policies, the nodes, the network and the host let them through; that it resets them, that nothing listens there or that something on the way refuses.",
	Limits: "TCP only, and what was tried within the window. Whether the host then serves what it is asked for is not seen.",
	Refs:   []string{"RFC 9293 §3.10.7.1", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/"},
	For:    []checks.Symptom{checks.EgressBlocked, checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent},
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Covers: []string{"policy.host-egress-allowed", "policy.egress-any"},
	Needs: []evidence.Need{ // of a name of the cluster's own the flows do not matter
		evidence.Require(evidence.Namespaces), evidence.Require(evidence.Pods), evidence.Prefer(evidence.CallFlows), evidence.Prefer(evidence.Answers).AtCallee(),
	},
	Remedy: checks.Remedy{
		Says: "Compare the port that the caller opens with that on which the host serves; a firewall on the way may also refuse.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o wide",
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
		},
	},
	Eval: func(c *checks.Context) {
		if host := c.Subject().Callee().Name; kube.OwnName(host, evidence.Namespaces.Of(c)) {
			c.Skip("%s is a name of the cluster's own", host)
			return
		}
		if !evidence.CallFlows.Seen(c) {
			c.Unknown("the flows of the call could not be read, and nothing else shows the way out of the cluster")
			return
		}
		all := outside(c).keep(func(f *hubble.Flow) bool { return f.Protocol == "TCP" })
		if blind(c, all) {
			return
		}
		opened := all.keep((*hubble.Flow).Opens)
		if len(opened.rows) == 0 {
			c.Unknown("no connection from the caller to the host was seen to be opened")
			return
		}
		for _, alike := range opened.apart(pair) {
			judgeOpened(c, all, alike)
		}
	},
}

// judgeOpened holds what one pod opened to one port against what came back.
func judgeOpened(c *checks.Context, all, opened seen) {
	f := opened.rows[0]
	back := all.keep(func(o *hubble.Flow) bool { return replies(o, f) })
	accepted := back.keep(accepts)
	refused := back.keep(func(o *hubble.Flow) bool { return refusal(o) && all.opened(o) })
	// The newest may not have been answered yet when the flows were read.
	most := len(accepted.rows) > 0 && accepted.often()+1 >= opened.often() && accepted.last().After(opened.last().Add(-soon))
	switch why := all.view.Blind(); {
	case most && why == "":
		c.Pass("%s", accepted.answering("are accepted", f))
	case most:
		c.Unknown("%s, as far as is seen: %s", accepted.answering("are accepted", f), why)
	case len(accepted.rows) > 0:
		c.Unknown("of %d connections that %s opened to %s port %d, %d were seen to be accepted", opened.often(), f.Client, f.Server, f.Port, accepted.often())
	case len(refused.rows) == 0:
		c.Unknown("%s, and no answer was seen", opened.answering("were opened", f))
	case refused.stale(1) != "":
		c.Unknown("%s, %s", refused.answering("are refused", f), refused.stale(1))
	default:
		c.Set("namespace", f.Client.Namespace)
		c.Set("pod", f.Client.Pod)
		relate(c, ownerOf(f.Client))
		c.Fail("%s", refused.answering("are refused", f))
	}
}

// answering tells of answers to what was opened.
func (s seen) answering(what string, opened *hubble.Flow) string {
	return fmt.Sprintf("connections from %s to %s port %d %s, the last %.0f s ago", opened.Client, opened.Server, opened.Port, what, s.ago().Seconds())
}

// often is how many times it happened: a packet may be seen at several points.
func (s seen) often() (n int) {
	at := map[string]int{}
	for _, f := range s.rows {
		key := fmt.Sprint(f.Event, f.Point, f.Direction, f.Node)
		at[key] += f.Count
		n = max(n, at[key])
	}
	return n
}
