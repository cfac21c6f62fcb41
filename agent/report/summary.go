package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// summary says the status in one or two sentences.
func (r *Report) summary() string {
	var say []string
	passed, open, roots := 0, 0, r.cards(r.Roots)
	for _, f := range r.Findings {
		switch {
		case f.Verdict == checks.Pass:
			passed += f.Count()
		case f.Verdict == checks.Unknown && f.Required:
			open += f.Count()
		}
	}
	switch {
	case len(roots) == 1:
		say = append(say, fmt.Sprintf("%s: %s.", roots[0].title(), lowerFirst(roots[0].Says)))
	case len(roots) > 1:
		say = append(say, fmt.Sprintf("%d independent causes; the first: %s: %s.", len(roots), roots[0].title(), lowerFirst(roots[0].Says)))
	case len(r.AlsoSeen) > 0:
		first := r.cards(r.AlsoSeen)[0]
		say = append(say, fmt.Sprintf("Nothing found explains what was asked; a fault was seen beside it: %s: %s.", first.title(), lowerFirst(first.Says)))
	case r.Status == Faulty:
		say = append(say, "A check failed.")
	case r.Status == Healthy:
		say = append(say, fmt.Sprintf("No issue detected: %s passed, and all that the question demands of %s", checks.Count(passed, "check"), r.seen()))
		if r.aboutNodesOnly() {
			say = append(say, "The cluster and its nodes were examined; Services and workloads were not: ask about their namespace.")
		}
	case len(r.Missing) > 0:
		say = append(say, fmt.Sprintf("Not answered, for it was not found: %s.", checks.Names(r.Missing)))
	default:
		say = append(say, fmt.Sprintf("No fault was found by %s, but %s that the question demands could not be answered.",
			checks.Count(passed, "passing check"), checks.Count(r.Unseen.Required, "thing")))
	}
	if r.Status != Healthy && (len(r.Roots) > 0 || r.Status == Faulty) && open > 0 {
		remain := "remain"
		if open == 1 {
			remain = "remains"
		}
		say = append(say, fmt.Sprintf("%s %s unanswered.", checks.Count(open, "required question"), remain))
	}
	if dark := r.dark(); dark != "" {
		say = append(say, dark)
	}
	if r.Partial != "" {
		say = append(say, "The investigation ended early: "+r.Partial+".")
	}
	return strings.Join(say, " ")
}

// dark says of how many nodes the kernel could not be seen, of many; "" if of none.
func (r *Report) dark() string {
	if r.Breadth == nil {
		return ""
	}
	for _, c := range r.Breadth.Coverage {
		if c.Kind != evidence.NodeCounters.Name || c.Read == 0 || c.Read == c.Of {
			continue
		}
		why := texts(c.Missing, func(m Missing) string { return fmt.Sprintf("%s %s", many(m.Count), m.Reason) })
		return fmt.Sprintf("The kernels of %s of %s nodes could be seen; %s could not (%s).", many(c.Read), many(c.Of), many(c.Of-c.Read), strings.Join(why, ", "))
	}
	return ""
}

// seen ends the sentence about health: what it rests on, and what not.
func (r *Report) seen() string {
	counted, flowed := r.counted(), r.flowed()
	switch {
	case counted && flowed:
		return "the Kubernetes API, the nodes' kernels and flows could be seen."
	case counted:
		return "the Kubernetes API and the nodes' kernels could be seen. Flows were not read."
	case flowed:
		return "the Kubernetes API and flows could be seen. Node counters were not read."
	}
	return "the Kubernetes API could be seen. Node counters and flows were not read."
}

// aboutNodesOnly reports whether nothing of any namespace was examined: then
// health says nothing of an application.
func (r *Report) aboutNodesOnly() bool {
	return len(r.Examined) > 0 && !slices.ContainsFunc(r.Examined, func(s evidence.Subject) bool {
		return s.Scope != evidence.Cluster && s.Scope != evidence.Node
	})
}

// lowerFirst puts a clause behind a colon; an acronym or kind keeps its capitals.
func lowerFirst(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' && s[0] >= 'A' && s[0] <= 'Z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
