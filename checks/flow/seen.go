package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// seen is what Hubble saw of the subject.
type seen struct {
	rows []*hubble.Flow
	view *hubble.View
}

func look(c *checks.Context, kind evidence.Kind[hubble.Item]) seen {
	rows, view := hubble.Apart(kind.Of(c))
	return seen{rows, view}
}

// keep are the flows that fit.
func (s seen) keep(fits func(*hubble.Flow) bool) seen {
	kept := seen{view: s.view}
	for _, f := range s.rows {
		if fits(f) {
			kept.rows = append(kept.rows, f)
		}
	}
	return kept
}

// count is how many events there are.
func (s seen) count() (n int) {
	for _, f := range s.rows {
		n += f.Count
	}
	return n
}

// last is when the newest was.
func (s seen) last() (at time.Time) {
	for _, f := range s.rows {
		if f.Last.After(at) {
			at = f.Last
		}
	}
	return at
}

// The rules for "now" are our judgement.
const (
	recent = time.Minute // before the question, and no longer
	least  = 3           // events: fewer may be a moment's disturbance
)

// ago is how long before the question the newest was.
func (s seen) ago() time.Duration { return max(0, s.view.Until.Sub(s.last())) }

// stale says why events are no fault of now, as the end of a sentence; "" if they are.
func (s seen) stale(few int) string {
	switch {
	case s.ago() > recent:
		return fmt.Sprintf("the last of them %.0f s ago: whether it goes on is not known", s.ago().Seconds())
	case s.count() < few:
		return "too few to tell from a moment's disturbance"
	}
	return ""
}

// ownPods are the pods that live and belong to who is asked about, by name.
func ownPods(who evidence.Subject, pods []corev1.Pod) map[string]*corev1.Pod {
	own := map[string]*corev1.Pod{}
	for i := range pods {
		p := &pods[i]
		if !kube.Done(p) && !kube.Terminating(p) && (who.Scope == evidence.Namespace || kube.Belongs(who, p)) {
			own[p.Name] = p
		}
	}
	return own
}

// among reports whether an end is one of the pods of a namespace.
func among(e hubble.End, namespace string, pods map[string]*corev1.Pod) bool {
	return e.Namespace == namespace && pods[e.Pod] != nil
}

// sentence tells of flows that are alike: how many, of whom, to whom, when.
func (s seen) sentence(what string) string {
	f := s.rows[0]
	to := fmt.Sprintf("%s port %d/%s", f.Server, f.Port, f.Protocol)
	if f.Port == 0 {
		to = strings.TrimSpace(f.Server.String() + " " + f.Protocol)
	}
	from, nodes := f.Client.String(), []string(nil)
	for _, o := range s.rows {
		nodes = with(nodes, o.Node)
	}
	slices.Sort(nodes)
	if f.Reply {
		from, to = to, from
	}
	return fmt.Sprintf("%s from %s to %s %s, the last %.0f s ago, as node %s saw", checks.Count(s.count(), "packet"), from, to, what, s.ago().Seconds(), checks.Names(nodes))
}

func with(list []string, name string) []string {
	if slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

// nothing answers where no event of the sort was seen.
func nothing(c *checks.Context, all seen, what string) {
	why := all.view.Blind()
	switch {
	case len(all.rows) == 0 && why == "":
		c.NoSign("no traffic was seen: %s", what)
	case why != "":
		c.NoSign("%s among %s, but %s", what, checks.Count(all.count(), "event"), why)
	default:
		c.Pass("%s among %s of %.0f s, all that every node saw", what, checks.Count(all.count(), "event"), all.view.Until.Sub(all.view.From).Seconds())
	}
}

// blind answers where the record lacks its end.
func blind(c *checks.Context, s seen) bool {
	if s.view == nil {
		c.Unknown("%s", s.view.Blind())
	}
	return s.view == nil
}
