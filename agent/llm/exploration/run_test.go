package exploration

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// lab is a world of one Service and one Namespace that counts what is asked of it.
type lab struct{ asked, reads []string }

var (
	web      = evidence.Of(evidence.Service, "shop", "web")
	selector = &checks.Check{ID: "service.selector", Asks: "Does it select?", Scope: evidence.Service}
	node     = &checks.Check{ID: "node.ready", Asks: "Is it ready?", Scope: evidence.Node}
)

func (l *lab) Subjects() []evidence.Subject {
	return []evidence.Subject{web, evidence.Of(evidence.Namespace, "", "shop")}
}
func (l *lab) Offers() []*checks.Check { return []*checks.Check{selector, node} }
func (l *lab) Kinds() []*evidence.Meta {
	return []*evidence.Meta{evidence.Services.Meta, evidence.Pods.Meta}
}

func (l *lab) Check(_ context.Context, cases []checks.Case) (list []checks.Finding) {
	for _, c := range cases {
		l.asked = append(l.asked, c.Check.ID+" of "+c.Subject.String())
		list = append(list, checks.Finding{Check: c.Check.ID, Subject: c.Subject, Verdict: checks.Pass, Says: "it does"})
	}
	return list
}

func (l *lab) Read(_ context.Context, want evidence.Want) (evidence.Record, *evidence.Gap) {
	l.reads = append(l.reads, want.Kind.Name+" of "+want.Subject.String())
	if want.Kind.Name == evidence.Pods.Name {
		return evidence.Record{}, &evidence.Gap{Kind: want.Kind.Name, Subject: want.Subject, Reason: evidence.Forbidden}
	}
	return evidence.Record{Payload: json.RawMessage(`[{"metadata":{"name":"web"}}]`), Digest: "d1"}, nil
}

// script is a provider that gives answers in turn, the last one for ever.
type script struct {
	answers []llm.Answer
	asked   []llm.Request
}

func (s *script) Answer(_ context.Context, r llm.Request, _ func(llm.Delta)) (llm.Answer, error) {
	s.asked = append(s.asked, r)
	return s.answers[min(len(s.asked), len(s.answers))-1], nil
}

func calls(pairs ...string) llm.Answer {
	a := llm.Answer{Usage: llm.Usage{Input: 100, Output: 10, Known: true}, Message: llm.Message{Role: llm.Assistant}}
	for i := 0; i+1 < len(pairs); i += 2 {
		a.Message.Calls = append(a.Message.Calls, llm.Call{ID: fmt.Sprint(i), Name: pairs[i], Arguments: json.RawMessage(pairs[i+1])})
	}
	return a
}

func explore(t *testing.T, b Budget, answers ...llm.Answer) (*lab, *script, *Explored) {
	t.Helper()
	sheet := &fact.Sheet{}
	sheet.Add(fact.Fact{Sort: fact.Asked, Says: []string{"why?"}})
	sheet.Add(fact.Fact{Sort: fact.Found, Verdict: checks.Fail, Says: []string{"it fails"}, Source: "service.ready of Service shop/web"})
	l, s := &lab{}, &script{answers: answers}
	x, err := Run(t.Context(), s, fence.NewScreen(), sheet, "why?", l, b)
	if err != nil {
		t.Fatal(err)
	}
	return l, s, x
}

var generous = Budget{Rounds: 5, Calls: 5, Tokens: 100_000, Time: time.Minute}

const (
	askWeb  = `{"checks":[{"check":"service.selector","subject":"Service shop/web","because":["F2","F9"]}]}`
	readWeb = `{"kind":"services","subject":"Service shop/web","from":0}`
)

func TestTheSameCallIsCarriedOutOnce(t *testing.T) {
	l, s, x := explore(t, generous, calls(runChecks, askWeb, runChecks, askWeb, readEvidence, readWeb, readEvidence, `{"kind":"services","subject":"Namespace shop","from":0}`))
	if len(l.asked) != 1 || len(l.reads) != 1 || l.reads[0] != "services of Namespace shop" {
		t.Errorf("asked %q, read %q", l.asked, l.reads)
	}
	if len(s.asked) != 2 || x.Ended != "the model asked for nothing new" {
		t.Errorf("%d rounds; %s", len(s.asked), x.Ended)
	}
	if because := x.Steps[0].Because; len(because) != 1 || because[0] != "service.ready of Service shop/web" {
		t.Errorf("because of %q", because)
	}
}

func TestWhatIsNotOnTheListsIsRefused(t *testing.T) {
	for _, pair := range [][2]string{
		{"kubectl_get", `{}`}, {runChecks, `{}`}, {runChecks, `[]`}, {readEvidence, `"services"`},
		{runChecks, `{"checks":[{"check":"service.other","subject":"Service shop/web","because":[]}]}`},
		{runChecks, `{"checks":[{"check":"service.selector","subject":"Service shop/db","because":[]}]}`},
		{runChecks, `{"checks":[{"check":"node.ready","subject":"Service shop/web","because":[]}]}`},
		{readEvidence, `{"kind":"secrets","subject":"Namespace shop","from":0}`},
		{readEvidence, `{"kind":"services","subject":"Namespace kube-system","from":0}`},
		{readEvidence, `{"kind":"services","subject":"","from":0}`},
	} {
		l, _, x := explore(t, generous, calls(pair[0], pair[1]))
		if len(l.asked)+len(l.reads) > 0 || x.Refused == 0 || len(x.Steps) > 0 {
			t.Errorf("%s: asked %q, read %q, %d refused", pair, l.asked, l.reads, x.Refused)
		}
	}
}

func TestTheBudgetIsKept(t *testing.T) {
	var many []string
	for i := range 40 {
		many = append(many, readEvidence, fmt.Sprintf(`{"kind":"services","subject":"Service shop/web","from":%d}`, i))
	}
	l, _, x := explore(t, Budget{Rounds: 5, Calls: 3, Tokens: 100_000}, calls(many...))
	if len(l.reads) != 3 || x.Ended != "the budget was spent" {
		t.Errorf("%d readings; %s", len(l.reads), x.Ended)
	}
	fresh := []llm.Answer{}
	for i := range 10 {
		fresh = append(fresh, calls(readEvidence, fmt.Sprintf(`{"kind":"services","subject":"Service shop/web","from":%d}`, i)))
	}
	if _, s, _ := explore(t, Budget{Rounds: 2, Calls: 50, Tokens: 100_000}, fresh...); len(s.asked) != 2 {
		t.Errorf("%d rounds instead of 2", len(s.asked))
	}
	if _, s, x := explore(t, Budget{Rounds: 50, Calls: 50, Tokens: 1500}, fresh...); len(s.asked) > 8 || x.Spent > 1500 {
		t.Errorf("%d rounds and %d tokens", len(s.asked), x.Spent)
	}
	if _, s, _ := explore(t, Budget{Rounds: 0, Calls: 50, Tokens: 1500}, fresh...); len(s.asked) != 0 {
		t.Errorf("%d rounds instead of none", len(s.asked))
	}
}

func TestTheRemainderIsToldAndAGapIsAFact(t *testing.T) {
	_, _, x := explore(t, generous, calls(readEvidence, `{"kind":"pods","subject":"Namespace shop","from":0}`))
	said := x.Talk[3].Text
	if !strings.Contains(said, "cannot read pods of Namespace shop: forbidden") || !strings.Contains(said, "4 rounds, 4 calls and about 99890 tokens left") {
		t.Errorf("told %q", said)
	}
}

func TestTheBeginningOfTheConversationStaysTheSame(t *testing.T) {
	_, s, _ := explore(t, generous, calls(runChecks, askWeb), calls(readEvidence, readWeb))
	for i := 1; i < len(s.asked); i++ {
		before, now := s.asked[i-1].Messages, s.asked[i].Messages
		for k := range before {
			if fmt.Sprint(before[k]) != fmt.Sprint(now[k]) {
				t.Errorf("message %d changes in round %d", k, i)
			}
		}
	}
}
