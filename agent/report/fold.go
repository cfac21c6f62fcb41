package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// row is a line of a table of findings: one finding, or those of many nodes that
// are alike.
type row struct {
	Badge                badge
	Check, Subject, Says string
	Cites                []string
}

// lineOf is the line of one finding.
func lineOf(f *Finding) row {
	l := row{verdictBadge(f), f.Check, f.Whose(), f.Says, f.Cites}
	if f.Verdict == checks.Unknown && f.Required {
		l.Subject += " (required)"
	}
	return l
}

// Whose says of what a finding is: of its subject, and of how many nodes more.
func (f *Finding) Whose() string {
	if f.Alike == 0 {
		return f.Subject.String()
	}
	return fmt.Sprintf("%s and %s nodes more", f.Subject, many(f.Alike))
}

// lines are the lines of findings, in order. What a check found alike on many
// nodes is one line, followed by the worst of them.
func (r *Report) lines(list []*Finding) (lines []row) {
	for _, g := range byCheck(list) {
		if !r.folds(g) {
			for _, f := range g.Findings {
				lines = append(lines, lineOf(f))
			}
			continue
		}
		first := g.Findings[0]
		head := lineOf(first)
		head.Subject, head.Cites = strings.Replace(head.Subject, first.Whose(), r.nodes(g), 1), nil
		why := lacking(g.Findings)
		if head.Says = strings.Join(once([]string{why, r.spread(first)}), "; "); head.Says == "" {
			head.Says = g.Asks
		}
		if lines = append(lines, head); first.Verdict == checks.Pass || first.Verdict == checks.Skip || why != "" {
			continue
		}
		for _, f := range worst(g.Findings, mostWorst) {
			lines = append(lines, lineOf(f))
		}
	}
	return lines
}

// lacking says what findings are unknown for, where all are for want of a reading;
// which nodes' it is stands in the coverage.
func lacking(list []*Finding) string {
	counts := map[string]int{}
	for _, f := range list {
		if f.Verdict != checks.Unknown || len(f.Gaps) == 0 {
			return ""
		}
		counts[f.Gaps[0].Kind+": "+string(f.Gaps[0].Reason)] += f.Count()
	}
	var say []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		say = append(say, fmt.Sprintf("%s of %s nodes", what, many(counts[what])))
	}
	return "cannot read " + checks.Names(say)
}

// says is a line in a list.
func (l row) says() string { return l.Subject + ": " + l.Says }

// folds reports whether the findings of a group are too many nodes' to be told one
// by one.
func (r *Report) folds(g group) bool {
	n := count(g.Findings)
	if s := r.spreadOf(g.Findings[0]); s != nil {
		n = s.Count // a brief form has not all of them
	}
	return r.Breadth != nil && n > mostAlike+1 && !slices.ContainsFunc(g.Findings, func(f *Finding) bool { return f.Subject.Scope != evidence.Node })
}

// nodes says how many nodes a group is about.
func (r *Report) nodes(g group) string {
	n, of := count(g.Findings), r.Breadth.Nodes
	if s := r.spreadOf(g.Findings[0]); s != nil {
		n, of = s.Count, s.Of
	}
	if n == of {
		return "all " + many(of) + " nodes"
	}
	return many(n) + " of " + many(of) + " nodes"
}

func (r *Report) spreadOf(f *Finding) *Spread {
	if r.Breadth == nil {
		return nil
	}
	i := slices.IndexFunc(r.Breadth.Spreads, func(s Spread) bool { return alike{s.Check, s.Verdict, s.Weight} == likeness(f) })
	if i < 0 {
		return nil
	}
	return &r.Breadth.Spreads[i]
}

// spread says what the nodes have in common of which a finding is one; "" where
// that was not counted.
func (r *Report) spread(f *Finding) string {
	if s := r.spreadOf(f); s != nil {
		return s.says()
	}
	return ""
}

// says tells what stands out, or how the nodes are spread over the pools.
func (s *Spread) says() string {
	var all, most, pools []string
	for _, share := range s.Shares {
		switch what := share.By + " " + share.Value; {
		case share.Out && share.Count == s.Count:
			all = append(all, fmt.Sprintf("%s (%s nodes)", what, many(share.Of)))
		case share.Out:
			most = append(most, fmt.Sprintf("%s of them in %s (%s nodes)", many(share.Count), what, many(share.Of)))
		case share.By == "pool":
			pools = append(pools, fmt.Sprintf("%s %s of %s", share.Value, many(share.Count), many(share.Of)))
		}
	}
	switch {
	case s.Count == s.Of:
		return "all that were asked"
	case len(all)+len(most) > 0:
		if len(all) > 0 {
			all = []string{"all " + many(s.Count) + " are in " + strings.Join(all, ", ")}
		}
		return strings.Join(append(all, most...), "; ")
	case len(pools) > 0:
		return "no pool, kernel, size or zone stands out; by pool: " + checks.Names(pools)
	}
	return ""
}

// many is a number with its thousands apart.
func many(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// says is the coverage in one clause.
func (c Coverage) says() string {
	text := fmt.Sprintf("%s of %s nodes", many(c.Read), many(c.Of))
	for _, m := range c.Missing {
		text += fmt.Sprintf("; %s %s: %s", many(m.Count), m.Reason, checks.Names(m.Nodes))
	}
	return text
}

// readings are the records that a report rests on. Those of one kind that many
// nodes have of their own are one.
func (r *Report) readings() (list []Evidence) {
	first, nodes := map[string]int{}, map[string]int{}
	for _, e := range r.Evidence {
		if r.Breadth == nil || e.Subject.Scope != evidence.Node {
			list = append(list, e)
			continue
		}
		if nodes[e.Kind]++; nodes[e.Kind] == 1 {
			first[e.Kind] = len(list)
			list = append(list, e)
			continue
		}
		one := &list[first[e.Kind]]
		if nodes[e.Kind] == 2 {
			one.Digest, one.Source = "", one.Source+", and so on"
		}
		one.Subject = evidence.Subject{Scope: evidence.Node, Kind: many(nodes[e.Kind]), Name: "nodes"}
		one.Items += e.Items
	}
	return list
}

// mends are the remedies of findings. Of those alike on many nodes it is that of the
// worst, since the others' differ by the node's name alone.
func (r *Report) mends(list []*Finding) (all []*checks.RenderedRemedy) {
	for _, g := range byCheck(list) {
		if r.folds(g) {
			g.Findings = worst(g.Findings, 1)
		}
		all = append(all, remedies(g.Findings)...)
	}
	return all
}
