package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

var (
	web      = evidence.Of(evidence.Service, "shop", "web")
	api      = evidence.Of(evidence.Service, "payments", "api")
	node     = evidence.Of(evidence.Node, "", "n1")
	required = &checks.Check{ID: "a.required", Scope: evidence.Service, For: []checks.Symptom{checks.DNSFails}, Leads: []checks.Lead{{Ask: "d.node"}}}
	also     = &checks.Check{ID: "b.also", Scope: evidence.Service, Side: checks.Caller, Also: []checks.Symptom{checks.DNSFails}, Leads: []checks.Lead{{Ask: "a.required", Always: true}}}
	risk     = &checks.Check{ID: "c.risk", Scope: evidence.Cluster, For: []checks.Symptom{checks.DNSFails}, Weight: checks.Risk}
	onNode   = &checks.Check{ID: "d.node", Scope: evidence.Node, Side: checks.Both, For: []checks.Symptom{checks.Latency}}
	all      = []*checks.Check{required, also, risk, onNode}
)

func TestTheTableAsksEachSideItsOwn(t *testing.T) {
	target := Target{Caller: []evidence.Subject{web, node}, Target: []evidence.Subject{api}}
	got := Make(Reading{Symptoms: []checks.Symptom{checks.DNSFails}}, target, all)
	want := []Item{
		{Check: "a.required", Subject: api, Required: true}, {Check: "b.also", Subject: web}, {Check: "c.risk", Subject: evidence.TheCluster},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	both := Make(Reading{Symptoms: []checks.Symptom{checks.Latency}}, target, all)
	if diff := cmp.Diff([]Item{{Check: "d.node", Subject: node, Required: true}}, both); diff != "" {
		t.Error(diff)
	}
}

func TestLeadsFollowFailuresOnce(t *testing.T) {
	asked := []Item{{Check: "a.required", Subject: api, Required: true}, {Check: "b.also", Subject: web}}
	finding := func(check string, v checks.Verdict, related ...evidence.Subject) checks.Finding {
		return checks.Finding{Check: check, Verdict: v, Related: related}
	}
	for name, c := range map[string]struct {
		finding checks.Finding
		want    []Item
	}{
		"a failure leads to related subjects of the scope": {finding("a.required", checks.Fail, node, web), []Item{{Check: "d.node", Subject: node, Round: 1, Because: "a.required"}}},
		"a pass leads nowhere":                             {finding("a.required", checks.Pass, node), nil},
		"unless the lead is always followed":               {finding("b.also", checks.Pass, web), []Item{{Check: "a.required", Subject: web, Round: 1, Because: "b.also"}}},
		"what is asked already is not asked again":         {finding("b.also", checks.Fail, api), nil},
	} {
		if diff := cmp.Diff(c.want, (&Plan{Items: asked}).Leads([]checks.Finding{c.finding}, all, 1)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCasesNameChecksThatAreGone(t *testing.T) {
	cases, gone := Target{}.Cases([]Item{{Check: "a.required", Subject: api}, {Check: "z.gone", Subject: api}}, all)
	if len(cases) != 1 || len(gone) != 1 || gone[0].Check != "z.gone" {
		t.Errorf("got %v and %v", cases, gone)
	}
}

func TestACallersOtherSettingsExplainNothing(t *testing.T) {
	p := &Plan{
		Reading: Reading{From: []Mention{{Name: "web"}}, To: []Mention{{Name: "payments"}}},
		Target:  Target{Target: []evidence.Subject{evidence.Of(evidence.Namespace, "", "payments"), api}},
	}
	legacy, missing := evidence.Of(evidence.Service, "shop", "legacy"), evidence.Of(evidence.Service, "payments", "apii")
	finding := checks.Finding{Check: "b.also", Verdict: checks.Pass, Related: []evidence.Subject{legacy, missing}}
	want := []Item{{Check: "a.required", Subject: missing, Round: 1, Because: "b.also"}}
	if diff := cmp.Diff(want, p.Leads([]checks.Finding{finding}, all, 1)); diff != "" {
		t.Error(diff)
	}
	p.Reading.To = nil // "web gets time-outs" may be about any of them
	if got := p.Leads([]checks.Finding{finding}, all, 1); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestACallerThatIsNamedIsExaminedItself(t *testing.T) {
	runs := &checks.Check{ID: "e.runs", Scope: evidence.Service, Side: checks.Named, For: []checks.Symptom{checks.Latency}}
	shop := evidence.Of(evidence.Namespace, "", "shop")
	target := Target{Named: []evidence.Subject{web, api}, Caller: []evidence.Subject{shop, web}, Target: []evidence.Subject{api}}
	reading := Reading{Symptoms: []checks.Symptom{checks.Latency}}
	if got := Make(reading, target, []*checks.Check{runs}); len(got) != 2 {
		t.Errorf("got %v, want both ends", got)
	}
	target.Named = []evidence.Subject{shop, api}
	if got := Make(reading, target, []*checks.Check{runs}); len(got) != 1 || got[0].Subject != api {
		t.Errorf("got %v, want the target alone", got)
	}
}

func TestACloserAnswerIsRequiredInstead(t *testing.T) {
	refused := []checks.Symptom{checks.ConnectionRefused}
	wide := &checks.Check{ID: "f.wide", Scope: evidence.Service, For: refused}
	closer := &checks.Check{ID: "g.close", Scope: evidence.Call, Callee: evidence.Service, For: refused, Covers: []string{"f.wide"}}
	named := &checks.Check{ID: "h.named", Scope: evidence.Call, Callee: evidence.Host, For: refused}
	call := evidence.CallOf(evidence.Of(evidence.Namespace, "", "shop"), api)
	target := Target{Target: []evidence.Subject{api, web}, Calls: []evidence.Subject{call}}
	want := []Item{{Check: "f.wide", Subject: api}, {Check: "f.wide", Subject: web, Required: true}, {Check: "g.close", Subject: call, Required: true}}
	if diff := cmp.Diff(want, Make(Reading{Symptoms: refused}, target, []*checks.Check{wide, closer, named})); diff != "" {
		t.Error(diff)
	}
}

func TestACallersSettingsLeadToWhatIsCalled(t *testing.T) {
	next := &checks.Check{ID: "j.next", Scope: evidence.Call, Callee: evidence.Host}
	first := &checks.Check{ID: "i.first", Scope: evidence.Service, Side: checks.Caller, Leads: []checks.Lead{{Ask: "j.next", Always: true, Required: true}}}
	p := &Plan{
		Reading: Reading{From: []Mention{{Name: "web"}}, To: []Mention{{Name: "payments"}}},
		Target:  Target{Target: []evidence.Subject{api}},
	}
	shop := evidence.Of(evidence.Namespace, "", "shop")
	called, other := evidence.CallOf(shop, evidence.Of(evidence.Host, "", "api.payments")), evidence.CallOf(shop, evidence.Of(evidence.Host, "", "legacy"))
	finding := checks.Finding{Check: "i.first", Verdict: checks.Pass, Related: []evidence.Subject{called, other}}
	want := []Item{{Check: "j.next", Subject: called, Required: true, Round: 1, Because: "i.first"}}
	if diff := cmp.Diff(want, p.Leads([]checks.Finding{finding}, []*checks.Check{first, next}, 1)); diff != "" {
		t.Error(diff)
	}
}
