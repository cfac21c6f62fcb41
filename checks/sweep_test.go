package checks

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

// crowd is a cluster of nodes: every tenth is not there, and of every seventh no
// warnings could be read.
func crowd(t *testing.T, size int) (*evidence.Snapshot, *Group) {
	t.Helper()
	group := &Group{}
	var records []evidence.Record
	var gaps []evidence.Gap
	for i := range size {
		s := evidence.Of(evidence.Node, "", fmt.Sprintf("n-%04d", i))
		group.Subjects = append(group.Subjects, s)
		node := evidence.Record{Kind: evidence.NodeObject.Name, Subject: s, Payload: []byte(`[{"metadata":{"name":"` + s.Name + `"}}]`), Digest: "node-" + s.Name}
		if i%10 == 0 {
			node.Payload = []byte("[]")
		}
		if records = append(records, node); i%7 == 0 {
			gaps = append(gaps, evidence.Gap{Kind: evidence.NodeEvents.Name, Subject: s, Reason: evidence.Timeout, Needs: "an answer of " + s.Name})
			continue
		}
		records = append(records, evidence.Record{Kind: evidence.NodeEvents.Name, Subject: s, Payload: []byte("[]"), Digest: "events-" + s.Name})
	}
	return evidence.NewSnapshot(records, gaps), group
}

func TestWhatIsAlikeIsToldOnce(t *testing.T) {
	var judged atomic.Int64
	there := &Check{ID: "a.there", Scope: evidence.Node, Needs: []evidence.Need{evidence.Require(evidence.NodeObject)}, Eval: func(c *Context) {
		if judged.Add(1); len(evidence.NodeObject.Of(c)) == 0 {
			c.Fail("it is not there")
			return
		}
		c.Pass("%s is there", c.Subject().Name)
	}}
	warned := &Check{ID: "b.warned", Scope: evidence.Node, Needs: []evidence.Need{evidence.Require(evidence.NodeEvents)}, Eval: func(c *Context) { c.Skip("there are none") }}
	s, group := crowd(t, 70)
	every := evidence.Of(evidence.Node, "", "")
	cases := []Case{{Check: warned, Subject: every, Each: group}, {Check: there, Subject: every, Each: group}}
	var e Evaluator
	found := e.Evaluate(s, cases)
	count, kinds := 0, map[string]int{}
	for i := range found {
		f := &found[i]
		if kinds[f.Check+" "+f.Verdict.String()] += f.Count(); f.Check == there.ID {
			count += f.Count()
		}
		if f.Verdict == Fail && f.Alike > 0 {
			t.Errorf("failures are not told one by one: %+v", f)
		}
		if f.Verdict == Unknown && (len(f.Others) != 9 || f.Subject.Name != "n-0000" || f.Others[0] != "n-0007" || f.Gaps[0].Reason != evidence.Timeout) {
			t.Errorf("those that lack the same are %s and %v", f.Subject, f.Others)
		}
	}
	if len(found) != 10 || count != 70 || kinds["a.there fail"] != 7 || kinds["a.there pass"] != 63 || kinds["b.warned skip"] != 60 || kinds["b.warned unknown"] != 10 {
		t.Errorf("%d findings are %v", len(found), kinds)
	}
	if again := e.Evaluate(s, cases); !reflect.DeepEqual(again, found) || judged.Load() != 70 {
		t.Errorf("the same is judged again, %d times", judged.Load())
	}
	for range 20 {
		if afresh := Evaluate(s, cases); !reflect.DeepEqual(afresh, found) {
			t.Fatalf("another order gives another answer:\n%+v\n%+v", afresh, found)
		}
	}
}

func TestWhatWasReadSinceIsJudgedAnew(t *testing.T) {
	warned := &Check{ID: "b.warned", Scope: evidence.Node, Needs: []evidence.Need{evidence.Require(evidence.NodeEvents)}, Eval: func(c *Context) { c.Pass("there are none") }}
	s, group := crowd(t, 20)
	cases := []Case{{Check: warned, Each: group}}
	var e Evaluator
	before := e.Evaluate(evidence.NewSnapshot(nil, nil), cases)
	after := e.Evaluate(s, cases)
	if len(before) != 1 || before[0].Verdict != Unknown || before[0].Count() != 20 || len(after) != 2 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}
