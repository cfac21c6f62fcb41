package checks

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Evaluate answers every case from the snapshot, concurrently. The findings
// are sorted by check and subject and depend on nothing but the arguments.
func Evaluate(snapshot *evidence.Snapshot, cases []Case) []Finding {
	return new(Evaluator).Evaluate(snapshot, cases)
}

// Evaluator answers cases as [Evaluate] does, from one snapshot after another. What
// it answered before from the very entries and gaps it does not judge again. Not for
// use by several at once; the findings must not be changed.
type Evaluator struct {
	known map[Case]answer
	swept []*sweep
}

// answer is a finding, and what it was found from.
type answer struct {
	finding Finding
	from    []basis
}

// basis is what a snapshot holds in the place of a need.
type basis struct {
	entry  *evidence.Entry
	reason evidence.Reason // of the gap, where there is no entry
	needs  string
}

// Evaluate answers every case from the snapshot.
func (e *Evaluator) Evaluate(snapshot *evidence.Snapshot, all []Case) []Finding {
	var cases []Case
	var groups []*Group
	each := map[*Group][]Case{}
	for _, c := range all {
		if c.Each == nil {
			cases = append(cases, c)
			continue
		}
		if each[c.Each] == nil {
			groups = append(groups, c.Each)
		}
		each[c.Each] = append(each[c.Each], c)
	}
	answers := make([]answer, len(cases))
	concurrently(len(cases), func(i int) { answers[i] = e.answer(snapshot, cases[i]) })
	if e.known == nil {
		e.known = make(map[Case]answer, len(cases))
	}
	findings := make([]Finding, len(cases))
	for i, a := range answers {
		e.known[cases[i]], findings[i] = a, a.finding
	}
	before := e.swept
	e.swept = nil
	for _, g := range groups {
		now := sweepOf(snapshot, g.Subjects, each[g])
		now.answer(snapshot, each[g], before)
		e.swept = append(e.swept, now)
		for _, c := range each[g] {
			findings = append(findings, now.known[c.Check]...)
		}
	}
	if len(groups) == 0 {
		e.swept = before
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Check, b.Check), a.Subject.Compare(b.Subject))
	})
	return findings
}

// concurrently does as many things as there are, on all processors.
func concurrently(n int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

func (e *Evaluator) answer(snapshot *evidence.Snapshot, one Case) answer {
	found := find(snapshot, one)
	from := make([]basis, len(found))
	for i, f := range found {
		from[i] = f.basis()
	}
	if known, again := e.known[one]; again && slices.Equal(known.from, from) {
		return known
	}
	finding, _ := evaluate(one, found)
	return answer{finding, from}
}

// found is an entry, or the gap in its place.
type found struct {
	entry  *evidence.Entry
	gap    evidence.Gap
	nobody bool // the kind has no meaning for the subject
}

func (f *found) basis() basis { return basis{f.entry, f.gap.Reason, f.gap.Needs} }

// find is what a snapshot holds of each need of a case.
func find(snapshot *evidence.Snapshot, one Case) []*found {
	list := make([]*found, len(one.Check.Needs))
	for i, need := range one.Check.Needs {
		list[i] = lookUp(snapshot, need, one.Subject)
	}
	return list
}

func lookUp(snapshot *evidence.Snapshot, need evidence.Need, subject evidence.Subject) *found {
	owner, ok := need.For(subject)
	if !ok {
		return &found{gap: evidence.Gap{Kind: need.Kind.Name, Subject: subject, Reason: evidence.Unsupported}, nobody: true}
	}
	f := &found{}
	f.entry, f.gap = snapshot.Find(need.Kind, owner)
	return f
}

// Trace is what a check did while it judged, for the harness.
type Trace struct {
	Read       []string // kinds that were read, sorted
	Undeclared []string // kinds that were read without being declared
	Panic      any
}

// EvaluateTraced answers one case and tells what the check did.
func EvaluateTraced(snapshot *evidence.Snapshot, one Case) (Finding, Trace) {
	return evaluate(one, find(snapshot, one))
}

func evaluate(one Case, found []*found) (finding Finding, trace Trace) {
	check, subject := one.Check, one.Subject
	finding = Finding{Check: check.ID, Asks: check.Asks, Subject: subject, Object: subject.Object(), Weight: check.Weight}
	var missing []evidence.Gap
	entries := make([]*evidence.Entry, len(found))
	for i, need := range check.Needs {
		switch is := found[i]; {
		case is.entry != nil:
			entries[i] = is.entry
			finding.Cites = append(finding.Cites, is.entry.Digest)
		case need.AbsentIsEmpty && is.gap.Reason == evidence.NotInstalled:
			entries[i] = empty(need.Kind, is.gap.Subject)
			finding.Gaps = append(finding.Gaps, is.gap)
		case !need.Optional || is.nobody:
			missing = append(missing, is.gap)
		}
	}
	if len(missing) > 0 {
		finding.Gaps = append(finding.Gaps, missing...)
		finding.Says = missing[0].String()
		return finding, trace
	}
	c := &Context{check: check, subject: subject, entries: entries, read: make([]bool, len(entries))}
	trace.Panic = c.judge()
	finding.Verdict, finding.Says, finding.Sample = c.verdict, c.sentence(), c.sample && c.verdict == Unknown
	finding.Related = c.related
	if finding.Verdict == Fail && !slices.Contains(c.hosts, "") {
		finding.Hosts = c.hosts
	}
	slices.SortFunc(finding.Related, evidence.Subject.Compare)
	if finding.Verdict == Fail {
		if c.object != (evidence.Subject{}) {
			finding.Object = c.object
		}
		finding.Remedy = check.Remedy.render(c.filled())
	}
	for i, read := range c.read {
		if read && !slices.Contains(trace.Read, check.Needs[i].Kind.Name) {
			trace.Read = append(trace.Read, check.Needs[i].Kind.Name)
		}
	}
	slices.Sort(trace.Read)
	trace.Undeclared = c.undeclared
	return finding, trace
}

// judge runs the check. A panic is a defect of the check: the verdict is
// Unknown, and one broken check does not take the report with it.
func (c *Context) judge() (failure any) {
	defer func() {
		if failure = recover(); failure != nil {
			c.verdict, c.judged, c.sample = Unknown, true, false
			c.said = []string{Clean(fmt.Sprintf("the check failed to run: %v", failure), maxSentence)}
		}
	}()
	c.check.Eval(c)
	return nil
}

func empty(kind *evidence.Meta, owner evidence.Subject) *evidence.Entry {
	return &evidence.Entry{Record: evidence.Record{Kind: kind.Name, Subject: owner, Payload: []byte("[]")}}
}
