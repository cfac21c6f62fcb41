package cause

import (
	"cmp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// State is what the findings say of a cause.
type State string

// The states of a cause.
const (
	Supported State = "supported" // at least one check that shows it failed
	RuledOut  State = "ruled-out" // every check that would show it passed
	Open      State = "cannot-rule-out"
)

// Result is a cause held against the findings. A cause that is supported at
// several culprits has a result for each.
type Result struct {
	Cause string `json:"cause"`
	Says  string `json:"says"`
	State State  `json:"state"`
	// Culprit is the object at fault; set when supported.
	Culprit evidence.Subject `json:"culprit,omitzero"`
	// Asked reports whether the cause explains a symptom of the question.
	Asked bool `json:"asked"`
	// Root reports whether nothing else that is supported leads to it.
	Root bool `json:"root,omitempty"`
	// Chain are the results that follow from a root, nearest first.
	Chain []Link `json:"chain,omitempty"`
	// Findings are those that the state rests on; where it is not supported, those
	// that tell the most.
	Findings []checks.Finding `json:"-"`

	about map[evidence.Subject]bool // of its findings and culprit, once somebody asked
}

// Link is one consequence in a chain.
type Link struct {
	Cause   string           `json:"cause"`
	Says    string           `json:"says"`
	Culprit evidence.Subject `json:"culprit"`
}

// Correlate holds every cause against the findings. Causes whose checks were
// not asked, or do not apply, have no result. Supported ones come first, roots
// before consequences and asked before the rest; then open, then ruled out.
// A finding that does not concern what was asked explains nothing of it.
func Correlate(causes []*Cause, findings []checks.Finding, symptoms []checks.Symptom, concerns func(checks.Finding) bool) []Result {
	byCheck := map[string][]checks.Finding{}
	for from, to := 0, 0; from < len(findings); from = to {
		id := findings[from].Check
		for to = from; to < len(findings) && findings[to].Check == id; to++ {
		}
		if run := findings[from:to:to]; byCheck[id] == nil { // sorted by check, as they are, none is copied
			byCheck[id] = run
		} else {
			byCheck[id] = append(byCheck[id], run...)
		}
	}
	var results []Result
	for _, c := range causes {
		asked := slices.ContainsFunc(c.Explains, func(s checks.Symptom) bool { return slices.Contains(symptoms, s) })
		for _, r := range c.hold(byCheck, asked) {
			if r.Asked = asked && slices.ContainsFunc(r.Findings, concerns); r.State != Supported {
				r.Findings = telling(r.Findings)
			}
			results = append(results, r)
		}
	}
	chain(causes, results)
	slices.SortStableFunc(results, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), -cmp.Compare(len(a.Chain), len(b.Chain)),
			cmp.Compare(a.Cause, b.Cause), a.Culprit.Compare(b.Culprit))
	})
	return results
}

// mostTelling is how many findings of a verdict are kept for a cause that is not
// supported: on thousands of nodes, thousands say the same.
const mostTelling = 3

// telling are the first findings of each verdict, and the first unknown that is
// none for want of a sign in a sample.
func telling(all []checks.Finding) (few []checks.Finding) {
	seen, certain := map[checks.Verdict]int{}, false
	for _, f := range all {
		lacks := f.Verdict == checks.Unknown && !f.Sample
		if seen[f.Verdict]++; seen[f.Verdict] <= mostTelling || lacks && !certain {
			few = append(few, f)
			certain = certain || lacks
		}
	}
	return few
}

func (r Result) rank() int {
	switch {
	case r.State == Supported && r.Root && r.Asked:
		return 0
	case r.State == Supported && r.Root:
		return 1
	case r.State == Supported:
		return 2
	case r.State == Open:
		return 3
	}
	return 4
}

// hold gives a cause's results: one a culprit where checks failed, else one.
func (c *Cause) hold(byCheck map[string][]checks.Finding, asked bool) []Result {
	result := Result{Cause: c.ID, Says: c.Says, State: RuledOut, Asked: asked}
	culprits := map[evidence.Subject][]checks.Finding{}
	for _, id := range c.Shown {
		for _, f := range byCheck[id] {
			switch f.Verdict {
			case checks.Fail:
				culprits[f.Object] = append(culprits[f.Object], f)
			case checks.Unknown:
				result.State = Open
				result.Findings = append(result.Findings, f)
			case checks.Pass:
				result.Findings = append(result.Findings, f)
			}
		}
	}
	if len(culprits) == 0 {
		if len(result.Findings) == 0 {
			return nil
		}
		return []Result{result}
	}
	var results []Result
	for culprit, failed := range culprits {
		results = append(results, Result{
			Cause: c.ID, Says: c.Says, State: Supported, Culprit: culprit, Asked: asked, Root: true, Findings: failed,
		})
	}
	return results
}

// follows reports whether a result follows from another.
func follows(byID map[string]*Cause, a, b *Result) bool {
	area, _, _ := strings.Cut(a.Cause, ".")
	switch {
	case a.State != Supported || b.State != Supported || a.Cause == b.Cause:
		return false
	case slices.Contains(byID[a.Cause].Then, b.Cause) && a.touches(b):
		return true
	}
	return slices.Contains(byID[b.Cause].After, area) && (a.touches(b) || a.beside(b))
}

// chain unmarks the roots that follow from another supported cause, and hangs
// them on it.
func chain(causes []*Cause, results []Result) {
	byID := map[string]*Cause{}
	for _, c := range causes {
		byID[c.ID] = c
	}
	order := make([]int, len(results))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(results[i].Cause, results[j].Cause), results[i].Culprit.Compare(results[j].Culprit))
	})
	near := neighbours(byID, results, order)
	for _, i := range order {
		for _, j := range near(i) {
			// Of two that lead to each other, the first by name stays the root.
			if i != j && follows(byID, &results[i], &results[j]) && (!follows(byID, &results[j], &results[i]) || results[i].Cause < results[j].Cause) {
				results[j].Root = false
			}
		}
	}
	for _, i := range order {
		if results[i].State == Supported && results[i].Root {
			results[i].Chain = consequences(byID, i, results, near)
		}
	}
}

func consequences(byID map[string]*Cause, root int, results []Result, near func(int) []int) (links []Link) {
	queue, seen := []int{root}, map[int]bool{root: true}
	for len(queue) > 0 {
		from := queue[0]
		queue = queue[1:]
		for _, j := range near(from) {
			if to := &results[j]; !seen[j] && follows(byID, &results[from], to) {
				seen[j] = true
				queue = append(queue, j)
				links = append(links, Link{to.Cause, to.Says, to.Culprit})
			}
		}
	}
	return links
}

// touches reports whether two results name a subject in common, or one is a
// matter of the whole cluster.
func (r *Result) touches(o *Result) bool {
	mine := r.subjects()
	for s := range o.subjects() {
		if mine[s] || s == evidence.TheCluster {
			return true
		}
	}
	return mine[evidence.TheCluster]
}

// beside reports whether a result is of a workload in the namespace of an end of
// the call that the other is about: which Services it serves no finding of it tells.
func (r *Result) beside(o *Result) bool {
	for _, f := range o.Findings {
		if f.Subject.Scope != evidence.Call {
			continue
		}
		for _, end := range f.Subject.Ends() {
			for mine := range r.subjects() {
				if mine.Scope == evidence.Workload && mine.Namespace == end.InNamespace() {
					return true
				}
			}
		}
	}
	return false
}

func (r *Result) subjects() map[evidence.Subject]bool {
	if r.about != nil {
		return r.about
	}
	set := map[evidence.Subject]bool{r.Culprit: true}
	for _, f := range r.Findings {
		for _, s := range append(slices.Clone(f.Related), f.Subject) {
			set[s] = true
			for _, end := range s.Ends() {
				set[end] = true
			}
		}
	}
	r.about = set
	return set
}
