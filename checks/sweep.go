package checks

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Group are subjects of which checks are asked one like the other: the nodes of a
// large cluster.
type Group struct{ Subjects []evidence.Subject }

// sweep is what was answered of a group, and from what.
type sweep struct {
	of    []evidence.Subject
	bases map[*evidence.Meta][]basis // one for each subject, or one of the whole cluster
	known map[*Check][]Finding
}

// sweepOf is what a snapshot holds of the needs of cases for each of a group.
func sweepOf(snapshot *evidence.Snapshot, group []evidence.Subject, cases []Case) *sweep {
	s := &sweep{of: group, bases: map[*evidence.Meta][]basis{}, known: map[*Check][]Finding{}}
	for _, need := range needs(cases) {
		for _, of := range group {
			s.bases[need.Kind] = append(s.bases[need.Kind], lookUp(snapshot, need, of).basis())
			if need.Kind.Scope == evidence.Cluster {
				break
			}
		}
	}
	return s
}

// needs are the kinds that cases need, each once. No case of a group is a call, at
// the ends of which one kind is two needs.
func needs(cases []Case) (list []evidence.Need) {
	seen := map[*evidence.Meta]bool{}
	for _, c := range cases {
		for _, need := range c.Check.Needs {
			if !seen[need.Kind] {
				seen[need.Kind] = true
				list = append(list, need)
			}
		}
	}
	return list
}

// answer answers the cases subject by subject, so that what was decoded of one is let
// go of before the next. Each failure is a finding, and what is alike is one. What was
// answered before from the very same is not judged again.
func (s *sweep) answer(snapshot *evidence.Snapshot, cases []Case, before []*sweep) {
	var fresh []Case
	for _, c := range cases {
		for _, b := range before {
			if again, known := b.recall(s, c.Check); known {
				s.known[c.Check] = again
			}
		}
		if s.known[c.Check] == nil {
			fresh = append(fresh, c)
		}
	}
	if len(fresh) > 0 {
		s.judge(snapshot, fresh)
	}
}

// recall is what was answered before from the very same.
func (s *sweep) recall(now *sweep, check *Check) ([]Finding, bool) {
	if s.known[check] == nil || !slices.Equal(s.of, now.of) {
		return nil, false
	}
	for _, need := range check.Needs {
		if !slices.Equal(s.bases[need.Kind], now.bases[need.Kind]) {
			return nil, false
		}
	}
	return s.known[check], true
}

// judge answers cases of the group, several subjects at once.
func (s *sweep) judge(snapshot *evidence.Snapshot, cases []Case) {
	folds := make([]fold, len(cases))
	for i := range folds {
		folds[i].alike = map[likeness]*Finding{}
	}
	all := needs(cases)
	concurrently(len(s.of), func(i int) {
		here := make(map[*evidence.Meta]*found, len(all))
		for _, need := range all {
			here[need.Kind] = lookUp(snapshot, need, s.of[i])
		}
		for j, c := range cases {
			found := make([]*found, len(c.Check.Needs))
			for k, need := range c.Check.Needs {
				found[k] = here[need.Kind]
			}
			finding, _ := evaluate(Case{Check: c.Check, Subject: s.of[i]}, found)
			folds[j].add(finding)
		}
		for _, f := range here {
			if f.entry != nil && f.entry.Subject == s.of[i] {
				f.entry.Release()
			}
		}
	})
	for i, c := range cases {
		s.known[c.Check] = folds[i].findings()
	}
}

// fold puts together what is alike.
type fold struct {
	mu     sync.Mutex
	alike  map[likeness]*Finding
	failed []Finding
}

// likeness is what findings have in common of which one is kept: all passes, all
// that does not apply, unknowns for want of the same, or of the same words.
type likeness struct {
	verdict Verdict
	sample  bool
	why     string
}

func (f *fold) add(finding Finding) {
	key := likeness{finding.Verdict, finding.Sample, ""}
	if finding.Verdict == Unknown {
		key.why = finding.Says
		if name := finding.Subject.Name; name != "" {
			key.why = strings.ReplaceAll(key.why, name, "")
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if finding.Verdict == Fail {
		f.failed = append(f.failed, finding)
		return
	}
	one := f.alike[key]
	if one == nil {
		f.alike[key] = &finding
		return
	}
	if finding.Subject.Compare(one.Subject) < 0 { // whoever was judged first, the same one is kept
		finding.Alike, finding.Others = one.Alike, one.Others
		finding, *one = *one, finding
	}
	one.Alike++
	one.Others = append(one.Others, finding.Subject.Name)
}

func (f *fold) findings() []Finding {
	list := f.failed
	for _, one := range f.alike {
		slices.Sort(one.Others)
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Finding) int { return cmp.Or(a.Subject.Compare(b.Subject), cmp.Compare(a.Verdict, b.Verdict)) })
	return slices.Clip(list)
}
