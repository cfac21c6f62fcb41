package checks

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Evaluate answers every case from the snapshot, concurrently. The findings
// are sorted by check and subject and depend on nothing but the arguments.
func Evaluate(snapshot *evidence.Snapshot, cases []Case) []Finding {
	findings := make([]Finding, len(cases))
	var next sync.Mutex
	index := 0
	take := func() (int, bool) {
		next.Lock()
		defer next.Unlock()
		index++
		return index - 1, index <= len(cases)
	}
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(cases)) {
		workers.Go(func() {
			for i, more := take(); more; i, more = take() {
				findings[i], _ = evaluate(snapshot, cases[i])
			}
		})
	}
	workers.Wait()
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Check, b.Check), a.Subject.Compare(b.Subject))
	})
	return findings
}

// Trace is what a check did while it judged, for the harness.
type Trace struct {
	Read       []string // kinds that were read, sorted
	Undeclared []string // kinds that were read without being declared
	Panic      any
}

// EvaluateTraced answers one case and tells what the check did.
func EvaluateTraced(snapshot *evidence.Snapshot, one Case) (Finding, Trace) {
	return evaluate(snapshot, one)
}

func evaluate(snapshot *evidence.Snapshot, one Case) (finding Finding, trace Trace) {
	check, subject := one.Check, one.Subject
	finding = Finding{Check: check.ID, Asks: check.Asks, Subject: subject, Object: subject.Object(), Weight: check.Weight}
	c := &Context{
		check: check, subject: subject, entries: map[place]*evidence.Entry{}, read: map[string]bool{},
		values: map[string]string{"namespace": subject.InNamespace(), "name": subject.Object().Name, "kind": subject.Object().Kind},
	}
	var missing []evidence.Gap
	for _, need := range check.Needs {
		owner, ok := need.For(subject)
		if !ok {
			missing = append(missing, evidence.Gap{Kind: need.Kind.Name, Subject: subject, Reason: evidence.Unsupported})
			continue
		}
		entry, gap := snapshot.Find(need.Kind, owner)
		c.entries[place{need.Kind, need.Callee}] = entry
		switch {
		case entry != nil:
			finding.Cites = append(finding.Cites, entry.Digest)
		case need.AbsentIsEmpty && gap.Reason == evidence.NotInstalled:
			c.entries[place{need.Kind, need.Callee}] = empty(need.Kind, owner)
			finding.Gaps = append(finding.Gaps, gap)
		case !need.Optional:
			missing = append(missing, gap)
		}
	}
	if len(missing) > 0 {
		finding.Gaps = append(finding.Gaps, missing...)
		finding.Says = missing[0].String()
		return finding, trace
	}
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
		finding.Remedy = check.Remedy.render(c.values)
	}
	for kind := range c.read {
		trace.Read = append(trace.Read, kind)
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
