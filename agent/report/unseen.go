package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// unseen groups what is unknown by what was lacking. A reading that resolution
// lacked counts as required: without it the question was not fully understood.
// A reading that was refused counts even where no finding demanded it: whoever
// may not look cannot call a cluster healthy.
func unseen(findings []Finding, unread, gaps []evidence.Gap) Unseen {
	var u Unseen
	lacks := map[string]*lack{}
	miss := func(g evidence.Gap, times int) {
		needs := needsOf(g)
		key := string(g.Reason) + needs
		if lacks[key] == nil {
			lacks[key] = &lack{Lack: Lack{Reason: g.Reason, Needs: needs}, first: g.Subject}
		}
		lacks[key].Costs += times
		if !slices.Contains(lacks[key].Kinds, g.Kind) {
			lacks[key].Kinds = append(lacks[key].Kinds, g.Kind)
		}
	}
	for _, g := range unread {
		u.Required++
		miss(g, 1)
	}
	for _, f := range findings {
		if f.Verdict != checks.Unknown {
			continue
		}
		if f.Required {
			u.Required += f.Count()
		}
		for _, g := range f.Gaps {
			if miss(g, f.Count()); f.Alike > 0 && g.Subject.Scope == evidence.Node {
				lacks[string(g.Reason)+needsOf(g)].more = f.Alike
			}
		}
	}
	for _, g := range gaps {
		if g.Reason == evidence.Forbidden {
			u.Refused++
			if lacks[string(g.Reason)+g.Needs] == nil {
				miss(g, 1)
			}
		}
	}
	for _, l := range lacks {
		slices.Sort(l.Kinds)
	}
	u.Groups = together(lacks)
	slices.SortFunc(u.Groups, func(a, b Lack) int {
		return cmp.Or(-cmp.Compare(a.Costs, b.Costs), strings.Compare(a.Needs, b.Needs), strings.Compare(string(a.Reason), string(b.Reason)))
	})
	if len(u.Groups) > 0 {
		most := u.Groups[0]
		u.Most = fmt.Sprintf("%s (%s) would answer %s", most.Needs, most.Reason, checks.Count(most.Costs, "open question"))
	}
	return u
}

// needsOf is what a gap needs, in words.
func needsOf(g evidence.Gap) string {
	if g.Needs != "" {
		return g.Needs
	}
	return g.Kind + " of " + g.Subject.String()
}

// lack is a lack, whose reading it was, and of how many nodes more the same lacks.
type lack struct {
	Lack
	first evidence.Subject
	more  int
}

// together are lacks for reading: what is lacking of many nodes for one reason, such
// as an answer of each one's probe, is one lack.
func together(lacks map[string]*lack) (list []Lack) {
	same := map[string][]*lack{}
	for _, l := range lacks {
		key := ""
		if l.first.Scope == evidence.Node && strings.Contains(l.Needs, l.first.Name) {
			key = string(l.Reason) + strings.Join(l.Kinds, ",") + strings.ReplaceAll(l.Needs, l.first.Name, "")
		}
		same[key] = append(same[key], l)
	}
	for key, group := range same {
		if key == "" || len(group) <= mostAlike+1 {
			for _, l := range group {
				if l.more > 0 && strings.Contains(l.Needs, l.first.Name) {
					l.Needs += fmt.Sprintf(", and the same of %s nodes more", many(l.more))
				}
				list = append(list, l.Lack)
			}
			continue
		}
		slices.SortFunc(group, func(a, b *lack) int { return a.first.Compare(b.first) })
		one := group[0].Lack
		one.Needs += fmt.Sprintf(", and the same of %s nodes more", many(len(group)-1))
		for _, l := range group[1:] {
			one.Costs += l.Costs
		}
		list = append(list, one)
	}
	return list
}
