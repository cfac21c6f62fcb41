package checktest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// attack is one case's finding and the ways to shake it.
type attack struct {
	t        *testing.T
	check    *checks.Check
	subject  evidence.Subject
	snapshot *evidence.Snapshot
	finding  checks.Finding
}

func (a attack) judge(records []evidence.Record, gaps []evidence.Gap) checks.Finding {
	finding, _ := checks.EvaluateTraced(evidence.NewSnapshot(records, gaps), checks.Case{Check: a.check, Subject: a.subject})
	return finding
}

// takeAway removes one record at a time: a verdict may only become Unknown.
func (a attack) takeAway() (problems []string) {
	records := a.snapshot.Records()
	for i, gone := range records {
		gap := evidence.Gap{Kind: gone.Kind, Subject: gone.Subject, Call: gone.Call, Reason: evidence.Timeout}
		without := a.judge(slices.Delete(slices.Clone(records), i, i+1), append(a.snapshot.Gaps(), gap))
		if without.Verdict != checks.Unknown && without.Verdict != a.finding.Verdict {
			problems = append(problems, fmt.Sprintf("without %s the verdict turns from %s to %s: missing evidence is never health, nor guilt",
				gone.Kind, a.finding.Verdict, without.Verdict))
		}
		required := slices.ContainsFunc(a.check.Needs, func(n evidence.Need) bool { return n.Kind.Name == gone.Kind && !n.Optional })
		if required && without.Verdict != checks.Unknown {
			problems = append(problems, fmt.Sprintf("without the required %s the verdict is %s, not unknown", gone.Kind, without.Verdict))
		}
	}
	return problems
}

// keepCited removes all that the finding does not cite: it must stay the same.
func (a attack) keepCited() []string {
	cited := slices.DeleteFunc(a.snapshot.Records(), func(r evidence.Record) bool { return !slices.Contains(a.finding.Cites, r.Digest) })
	gaps := slices.DeleteFunc(a.snapshot.Gaps(), func(g evidence.Gap) bool { return !slices.Contains(a.finding.Gaps, g) })
	if got := a.judge(cited, gaps); text(got) != text(a.finding) {
		return []string{fmt.Sprintf("with only the cited records it finds %s, not %s", text(got), text(a.finding))}
	}
	return nil
}

// repeatYearsLater judges the same record twice in a bubble of fake time, ten
// years apart, and concurrently with itself.
func (a attack) repeatYearsLater() (problems []string) {
	a.t.Helper()
	synctest.Test(a.t, func(*testing.T) {
		records, gaps := a.snapshot.Records(), a.snapshot.Gaps()
		first := text(a.judge(records, gaps))
		time.Sleep(10 * 365 * 24 * time.Hour)
		if later := text(a.judge(records, gaps)); later != first {
			problems = append(problems, fmt.Sprintf("ten years later it finds %s, not %s: it reads the clock, or chance", later, first))
		}
	})
	one := checks.Case{Check: a.check, Subject: a.subject}
	for _, f := range checks.Evaluate(a.snapshot, slices.Repeat([]checks.Case{one}, 8)) {
		if text(f) != text(a.finding) {
			return append(problems, fmt.Sprintf("repeated, it finds %s, not %s", text(f), text(a.finding)))
		}
	}
	return problems
}

// shuffle reorders records, and the items within them as a server might.
func (a attack) shuffle() []string {
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		records := a.snapshot.Records()
		swap := func(i, j int) { records[i], records[j] = records[j], records[i] }
		random.Shuffle(len(records), swap)
		for i, r := range records {
			items := itemsOf(r)
			if r.Call.Tool != evidence.ToolLogs {
				random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
			}
			records[i] = sealed(r, items)
		}
		got := a.judge(records, a.snapshot.Gaps())
		got.Cites = a.finding.Cites // unnamed items keep their order, so the digest may differ
		if text(got) != text(a.finding) {
			return []string{fmt.Sprintf("shuffled, it finds %s, not %s", text(got), text(a.finding))}
		}
	}
	return nil
}

// thin keeps less and less of every Open sample: nothing may become Pass.
func (a attack) thin() (problems []string) {
	for _, need := range a.check.Needs {
		if need.Kind.World != evidence.Open {
			continue
		}
		for _, keep := range []int{0, 1, 2} {
			records := a.snapshot.Records()
			for i, r := range records {
				if r.Kind == need.Kind.Name {
					items := itemsOf(r)
					records[i] = sealed(r, items[:min(keep, len(items))])
				}
			}
			got := a.judge(records, a.snapshot.Gaps())
			if got.Verdict == checks.Pass && a.finding.Verdict != checks.Pass {
				problems = append(problems, fmt.Sprintf("with %d items of the sample %s the verdict turns from %s to pass", keep, need.Kind.Name, a.finding.Verdict))
			}
			if keep == 0 && got.Verdict == checks.Pass && !need.Optional {
				problems = append(problems, fmt.Sprintf("passes on an empty sample of %s: absence in a sample proves nothing", need.Kind.Name))
			}
		}
	}
	return problems
}

func itemsOf(r evidence.Record) (items []json.RawMessage) {
	if err := json.Unmarshal(r.Payload, &items); err != nil {
		panic(err) // Seal wrote it
	}
	return items
}

func sealed(r evidence.Record, items []json.RawMessage) evidence.Record {
	r, err := evidence.Seal(r, items)
	if err != nil {
		panic(err) // the items came out of a sealed record
	}
	return r
}

func text(f checks.Finding) string {
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // findings are plain data
	}
	return string(b)
}
