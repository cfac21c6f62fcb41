package checks

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

var shop = evidence.Of(evidence.Namespace, "", "shop")

func snapshot(t *testing.T, gaps ...evidence.Gap) *evidence.Snapshot {
	t.Helper()
	record, err := evidence.Seal(evidence.Record{Kind: evidence.Pods.Name, Subject: shop}, []json.RawMessage{[]byte(`{"metadata":{"name":"web","namespace":"shop"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	return evidence.NewSnapshot([]evidence.Record{record}, gaps)
}

func one(t *testing.T, s *evidence.Snapshot, check *Check) Finding {
	t.Helper()
	check.ID, check.Scope = "test.one", evidence.Namespace
	findings := Evaluate(s, []Case{{Check: check, Subject: shop}})
	if len(findings) != 1 {
		t.Fatalf("got %d findings", len(findings))
	}
	return findings[0]
}

func TestWorseVerdictsOutrank(t *testing.T) {
	verdicts := map[Verdict]func(*Context){
		Pass: func(c *Context) { c.Pass("p") }, Fail: func(c *Context) { c.Fail("f") },
		Unknown: func(c *Context) { c.Unknown("u") }, Skip: func(c *Context) { c.Skip("s") },
	}
	order := []Verdict{Skip, Pass, Unknown, Fail}
	for i, low := range order {
		for _, high := range order[i:] {
			for _, both := range [][]Verdict{{low, high}, {high, low}} {
				f := one(t, snapshot(t), &Check{Eval: func(c *Context) { verdicts[both[0]](c); verdicts[both[1]](c) }})
				if f.Verdict != high {
					t.Errorf("%v gives %s, want %s", both, f.Verdict, high)
				}
			}
		}
	}
}

func TestWithoutAVerdictItIsUnknown(t *testing.T) {
	f := one(t, snapshot(t), &Check{Eval: func(*Context) {}})
	if f.Verdict != Unknown || f.Says == "" {
		t.Errorf("got %s: %q", f.Verdict, f.Says)
	}
}

func TestAMissingNeedIsUnknownAndQuotesTheGap(t *testing.T) {
	gap := evidence.Gap{Kind: evidence.Services.Name, Subject: shop, Reason: evidence.Forbidden, Needs: "permission to list services in namespace shop"}
	check := &Check{Needs: []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Services)}, Eval: func(c *Context) { c.Pass("never reached") }}
	f := one(t, snapshot(t, gap), check)
	if f.Verdict != Unknown || !strings.Contains(f.Says, "list services in namespace shop") || len(f.Gaps) != 1 {
		t.Errorf("got %s: %q, gaps %v", f.Verdict, f.Says, f.Gaps)
	}
}

func TestAnAPIThatIsNotInstalledMayReadAsEmpty(t *testing.T) {
	gap := evidence.Gap{Kind: evidence.CiliumNetworkPolicies.Name, Subject: shop, Reason: evidence.NotInstalled}
	check := &Check{Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies)}, Eval: func(c *Context) {
		c.Pass("%d policies", len(evidence.CiliumNetworkPolicies.Of(c)))
	}}
	if f := one(t, snapshot(t, gap), check); f.Verdict != Pass || len(f.Gaps) != 1 {
		t.Errorf("got %s: %q, and the gap that it rests on is %v", f.Verdict, f.Says, f.Gaps)
	}
	gap.Reason = evidence.Timeout
	if f := one(t, snapshot(t, gap), check); f.Verdict != Unknown {
		t.Errorf("a time-out reads as %s", f.Verdict)
	}
}

func TestAPanicCostsOneFinding(t *testing.T) {
	broken := &Check{ID: "test.broken", Scope: evidence.Namespace, Eval: func(*Context) { panic("oh \x1b[31m no") }}
	fine := &Check{ID: "test.fine", Scope: evidence.Namespace, Eval: func(c *Context) { c.Pass("fine") }}
	findings := Evaluate(snapshot(t), []Case{{Check: broken, Subject: shop}, {Check: fine, Subject: shop}})
	if findings[0].Verdict != Unknown || strings.Contains(findings[0].Says, "\x1b") || findings[1].Verdict != Pass {
		t.Errorf("got %+v", findings)
	}
}

func TestRemedyQuotesHostileValues(t *testing.T) {
	check := &Check{
		Remedy: Remedy{
			Says: "Fix it.", Verify: []string{"kubectl get pods {{.hostile}}"},
			Fix: []string{"kubectl label pod {{.hostile}}", "kubectl never {{.unset}}", "kubectl empty {{.empty}}"},
		},
		Eval: func(c *Context) {
			c.Set("hostile", "x'; rm -rf / #")
			c.Set("empty", "")
			c.Fail("broken")
		},
	}
	f := one(t, snapshot(t), check)
	if want := []string{`kubectl label pod 'x'"'"'; rm -rf / #'`}; !slices.Equal(f.Remedy.Fix, want) {
		t.Errorf("got %q, want %q", f.Remedy.Fix, want)
	}
}

func TestManySentencesAreCounted(t *testing.T) {
	f := one(t, snapshot(t), &Check{Eval: func(c *Context) {
		for i := range 5 {
			c.Fail("fault %d", i)
		}
	}})
	if f.Says != "fault 0; fault 1; fault 2; and 2 more" {
		t.Errorf("got %q", f.Says)
	}
}

func TestCleanHidesWhatATerminalWouldObey(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcode": "plain ünïcode", "a\x1b[31mb": "a�[31mb", "line\nbreak": "line break",
		"right\u202eleft": "right�left", "zero\u200bwidth": "zero�width", "c1\u009bx": "c1�x",
	} {
		if got := Clean(in, 100); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := Clean("abcdef", 3); got != "abc…" {
		t.Errorf("got %q", got)
	}
}

func TestVerdictsAreWrittenAndRead(t *testing.T) {
	for _, v := range []Verdict{Unknown, Pass, Fail, Skip} {
		text, err := v.MarshalText()
		var back Verdict
		if err != nil || back.UnmarshalText(text) != nil || back != v {
			t.Errorf("%s reads as %s", v, back)
		}
	}
	if new(Verdict).UnmarshalText([]byte("maybe")) == nil || new(Weight).UnmarshalText([]byte("heavy")) == nil || new(Symptom).UnmarshalText([]byte("hunger")) == nil {
		t.Error("a word outside the closed list was read")
	}
}

func TestAnEvaluatorJudgesAgainWhatHasOtherEvidence(t *testing.T) {
	pods, services := evidence.Pods, evidence.Services
	judged := 0
	check := &Check{ID: "test.one", Scope: evidence.Namespace, Needs: []evidence.Need{evidence.Require(pods), evidence.RequireIfInstalled(services)}, Eval: func(c *Context) {
		judged++
		c.Pass("%d Services", len(services.Of(c)))
	}}
	entry := func(kind, payload string) *evidence.Entry {
		record, err := evidence.Seal(evidence.Record{Kind: kind, Subject: shop}, []json.RawMessage{[]byte(payload)})
		if err != nil {
			t.Fatal(err)
		}
		return &evidence.Entry{Record: record}
	}
	web := entry(pods.Name, `{"metadata":{"name":"web","namespace":"shop"}}`)
	absent := evidence.Gap{Kind: services.Name, Subject: shop, Reason: evidence.NotInstalled}
	refused := evidence.Gap{Kind: services.Name, Subject: shop, Reason: evidence.Forbidden}
	var e Evaluator
	for i, step := range []struct {
		entries []*evidence.Entry
		gaps    []evidence.Gap
		judged  int
		verdict Verdict
	}{
		{nil, nil, 0, Unknown},
		{[]*evidence.Entry{web}, []evidence.Gap{absent}, 1, Pass},
		{[]*evidence.Entry{web}, []evidence.Gap{absent}, 1, Pass},
		{[]*evidence.Entry{web}, []evidence.Gap{refused}, 1, Unknown},
		{[]*evidence.Entry{web, entry(services.Name, `{"metadata":{"name":"web","namespace":"shop"}}`)}, nil, 2, Pass},
		{[]*evidence.Entry{entry(pods.Name, `{"metadata":{"name":"other","namespace":"shop"}}`)}, []evidence.Gap{absent}, 3, Pass},
	} {
		s := evidence.SnapshotOf(step.entries, step.gaps)
		got := e.Evaluate(s, []Case{{Check: check, Subject: shop}})
		if judged != step.judged || got[0].Verdict != step.verdict {
			t.Errorf("step %d: judged %d times, %s; want %d, %s", i, judged, got[0].Verdict, step.judged, step.verdict)
		}
		again := judged
		if want := Evaluate(s, []Case{{Check: check, Subject: shop}}); !reflect.DeepEqual(got, want) {
			t.Errorf("step %d: %+v, afresh %+v", i, got, want)
		}
		judged = again
	}
}
