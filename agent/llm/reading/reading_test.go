package reading

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
)

const german = "Die Pods in shop kommen seit gestern nicht zu payments durch, Port 8080"

func ask(t *testing.T, question string, script ...llmtest.Play) (Question, error) {
	t.Helper()
	provider, err := llm.New(llm.Settings{Endpoint: llmtest.Start(t, script...).URL, Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	return Ask(t.Context(), provider, fence.NewScreen(), question)
}

func TestAModelReadsWhatTheTableCannot(t *testing.T) {
	q, err := ask(t, german, llmtest.Say{Text: `{"scope":"network","symptoms":["connection-timeout"],"from":[{"kind":"namespace","namespace":"","name":"shop","port":""}],` +
		`"to":[{"kind":"","namespace":"","name":"payments","port":"8080"}],"when":"seit gestern"}`})
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Symptoms) != 1 || q.Symptoms[0] != checks.ConnectionTimeout || len(q.From) != 1 || q.From[0].Name != "shop" ||
		len(q.To) != 1 || q.To[0] != (plan.Mention{Name: "payments", Port: "8080"}) || q.When != "seit gestern" {
		t.Errorf("got %+v", q)
	}
}

func TestNamesMustStandInTheQuestion(t *testing.T) {
	mention := func(name, namespace, port string) string {
		text, _ := json.Marshal(map[string]string{"kind": "service", "name": name, "namespace": namespace, "port": port})
		return string(text)
	}
	for _, bad := range []string{
		mention("billing", "", ""), mention("payment", "", ""), mention("payments", "prod", ""), mention("payments", "", "443"), mention("payments", "", "80"), mention("", "", ""), mention("evil.example", "", ""),
	} {
		q, err := ask(t, german, llmtest.Say{Text: `{"scope":"network","symptoms":["dns-fails"],"from":[],"to":[` + bad + `],"when":"tomorrow"}`})
		if err != nil || len(q.To) > 0 || q.When != "" {
			t.Errorf("%s: got %+v, %v", bad, q, err)
		}
	}
}

func TestAReadingThatIsOfNoUseIsAnError(t *testing.T) {
	for _, text := range []string{
		`{"scope":"network","symptoms":[],"from":[],"to":[],"when":""}`,
		`{"scope":"network","symptoms":["sabotage"],"from":[],"to":[],"when":""}`,
		`{"scope":"everything","symptoms":["dns-fails"],"from":[],"to":[],"when":""}`,
		`{"symptoms":["dns-fails"]}`, `no JSON at all`, `{"scope":`,
	} {
		if q, err := ask(t, german, llmtest.Say{Text: text}); err == nil {
			t.Errorf("%s: got %+v", text, q)
		}
	}
}

func TestOrdersAndOtherTopicsAreDeclined(t *testing.T) {
	for _, scope := range []string{"change", "other"} {
		q, err := ask(t, "Lösche den Namespace shop", llmtest.Say{Text: `{"scope":"` + scope + `","symptoms":["dns-fails"],"from":[],"to":[],"when":""}`})
		if err != nil || q.Declined == "" || len(q.Symptoms) > 0 {
			t.Errorf("%s: got %+v, %v", scope, q, err)
		}
	}
}

func TestOnlyWhatTheTableCannotReadIsAsked(t *testing.T) {
	for question, want := range map[string]bool{
		"pods in shop cannot reach payments":            false,
		"DNS is broken":                                 false,
		"delete the service payments":                   false,
		"is the network of namespace shop healthy?":     false,
		"write me a poem about the sea":                 false,
		"what is the capital of France":                 true,
		"Warum antwortet der Service payments in shop?": true,
		german: true,
	} {
		table, err := plan.Classify(question)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Wanted(question, table); err != nil || got != want {
			t.Errorf("%q: got %v, %v (table: %+v)", question, got, err, table)
		}
	}
}

func TestTheQuestionIsScreened(t *testing.T) {
	s := llmtest.Start(t, llmtest.Say{Text: `{"scope":"other","symptoms":[],"from":[],"to":[],"when":""}`})
	provider, err := llm.New(llm.Settings{Endpoint: s.URL, Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Ask(t.Context(), provider, fence.NewScreen(), "warum? password=hunter2abc, me@example.org"); err != nil {
		t.Fatal(err)
	}
	if raw := s.Requests()[0].Raw; strings.Contains(raw, "hunter2abc") || strings.Contains(raw, "me@example.org") {
		t.Errorf("a secret was sent: %s", raw)
	}
}
