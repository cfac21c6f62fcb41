package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// needs are what checks of a workload's flows see.
func needs() []evidence.Need {
	return []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.WorkloadFlows)}
}

// workload are the flows of the workload's pods as they are now.
func workload(c *checks.Context) seen {
	pods := ownPods(c.Subject(), evidence.Pods.Of(c))
	space := c.Subject().Namespace
	return look(c, evidence.WorkloadFlows).keep(func(f *hubble.Flow) bool {
		return among(f.Client, space, pods) || among(f.Server, space, pods)
	})
}

// culprit is what a drop is the fault of.
type culprit func(f *hubble.Flow) evidence.Subject

// node is the node that dropped.
func node(f *hubble.Flow) evidence.Subject { return evidence.Of(evidence.Node, "", f.Node) }

// dropped judges drops for reasons of some groups among the flows that were seen.
func dropped(c *checks.Context, all seen, blame culprit, groups ...hubble.Group) {
	if blind(c, all) {
		return
	}
	drops := all.keep(func(f *hubble.Flow) bool { return isDrop(f) && slices.Contains(groups, f.Group()) })
	if c.Subject().Scope == evidence.Call {
		c.Set("there", c.Subject().Callee().InNamespace())
	}
	if len(drops.rows) == 0 {
		nothing(c, all, fmt.Sprintf("no packet was dropped for reasons of %s", groups[0]))
		return
	}
	for _, alike := range drops.apart(func(f *hubble.Flow) string { return pair(f) + f.Why() + f.Node }) {
		f := alike.rows[0]
		said := alike.sentence("were dropped (" + f.Why() + ")")
		switch why := alike.stale(least); {
		case all.since(f, alike.last()):
			c.Pass("%s; others alike came through since", said)
		case why != "":
			c.Unknown("%s; %s", said, why)
		default:
			if s := blame(f); s != (evidence.Subject{}) {
				c.Blame(s.Kind, s.Namespace, s.Name)
				c.Relate(s)
			}
			relate(c, node(f), ownerOf(f.Client), ownerOf(f.Server))
			c.Set("node", f.Node)
			c.Set("pod", ownPod(c, f))
			c.Fail("%s", said)
		}
	}
}

func isDrop(f *hubble.Flow) bool {
	return (f.Verdict == hubble.Dropped || f.Verdict == hubble.Failed) && f.Event != hubble.L7
}

// relate names subjects, where they are known.
func relate(c *checks.Context, subjects ...evidence.Subject) {
	for _, s := range subjects {
		if s.Name != "" {
			c.Relate(s)
		}
	}
}

// ownPod is the pod of the subject that a flow is of.
func ownPod(c *checks.Context, f *hubble.Flow) string {
	who := c.Subject()
	if who.Scope == evidence.Call {
		who = who.Caller()
	}
	if pods := ownPods(who, evidence.Pods.Of(c)); !among(f.Client, who.InNamespace(), pods) {
		return f.Server.Pod
	}
	return f.Client.Pod
}

// pair is who talks to whom, and on which port.
func pair(f *hubble.Flow) string {
	return fmt.Sprintf("%s %s %s:%d/%s %t ", f.Client.Namespace, f.Client.Pod+f.Client.IP, f.Server.Pod+f.Server.IP, f.Port, f.Protocol, f.Reply)
}

// replies reports whether a flow is of the same connections as another, and goes
// the other way.
func replies(f, of *hubble.Flow) bool {
	back := *f
	back.Reply = !f.Reply
	return pair(&back) == pair(of)
}

// apart groups flows by a key; those with the newest event first.
func (s seen) apart(key func(*hubble.Flow) string) (groups []seen) {
	at := map[string]int{}
	for _, f := range s.rows {
		k := key(f)
		i, there := at[k]
		if !there {
			i, at[k] = len(groups), len(groups)
			groups = append(groups, seen{view: s.view})
		}
		groups[i].rows = append(groups[i].rows, f)
	}
	slices.SortStableFunc(groups, func(a, b seen) int {
		return cmp.Or(cmp.Compare(b.count(), a.count()), b.last().Compare(a.last()), cmp.Compare(key(a.rows[0]), key(b.rows[0])))
	})
	return groups
}

// since reports whether a packet like one that was dropped was seen to come
// through there later, or an answer to one.
func (s seen) since(dropped *hubble.Flow, last time.Time) bool {
	return slices.ContainsFunc(s.rows, func(f *hubble.Flow) bool {
		if f.Verdict != hubble.Forwarded && f.Verdict != hubble.Redirected || !f.Last.After(last) {
			return false
		}
		if f.Reply != dropped.Reply {
			answer := *f
			answer.Reply = dropped.Reply
			return pair(&answer) == pair(dropped) && !strings.HasPrefix(f.Flags, "RST")
		}
		before := strings.HasPrefix(f.Point, "from-") || f.Event == hubble.Socket
		return pair(f) == pair(dropped) && f.Node == dropped.Node && !before && (f.Direction == "" || f.Direction == dropped.Direction)
	})
}

// owner is the workload that sends.
func owner(f *hubble.Flow) evidence.Subject { return ownerOf(f.Client) }

// service is the Service that is called, or else the pods behind it.
func service(f *hubble.Flow) evidence.Subject {
	if s := serviceOf(f.Server); s.Name != "" {
		return s
	}
	return ownerOf(f.Server)
}
