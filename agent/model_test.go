package agent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

func TestACooperativeModelExplains(t *testing.T) {
	for _, name := range []string{"selector-mismatch", "coredns-down", "healthy"} {
		t.Run(name, func(t *testing.T) {
			_, plain := investigate(t, world(t, name, nil))
			q := world(t, name, nil)
			var server *llmtest.Server
			check, read := offered(t, name)
			q.Model, server = scripted(t, calling("run_checks", check, "read_evidence", read),
				idle,
				telling(said("What was asked is answered by the summary.", "A2"), said("Everything in billing is broken.", "A2")),
				telling(said("What was asked is answered by the summary.", "A2")))
			b, r := investigate(t, q)
			if core(t, r) != core(t, plain) {
				t.Errorf("the report changes:\n%s\n%s", core(t, plain), core(t, r))
			}
			n := r.Narrative
			if n == nil || len(n.Sentences) != 1 || n.Failed != "" || n.Bill.Calls != 4 || n.Prompts == "" {
				t.Fatalf("got %+v", n)
			}
			if len(n.Asked) == 0 || n.Refused > 0 {
				t.Errorf("asked %q, refused %d", n.Asked, n.Refused)
			}
			if len(server.Requests()) != 4 {
				t.Errorf("%d turns", len(server.Requests()))
			}
			var file bytes.Buffer
			if err := b.Write(&file); err != nil {
				t.Fatal(err)
			}
			back, err := bundle.Read(file.Bytes(), catalog.Kinds())
			if err != nil {
				t.Fatal(err)
			}
			if replayed := Judge(back); core(t, replayed) != core(t, plain) {
				t.Error("a replay gives another report")
			}
		})
	}
}

// offered are calls for a check that the plan does not ask of the cluster, and for
// a reading.
func offered(t *testing.T, name string) (check, read string) {
	t.Helper()
	b, r := investigate(t, world(t, name, nil))
	f := beyond(b, findingsOf(r), nil)
	for _, c := range f.Offers() {
		if c.Scope == evidence.Cluster {
			check = fmt.Sprintf(`{"checks":[{"check":%q,"subject":"Cluster","because":["A2"]}]}`, c.ID)
		}
	}
	for _, k := range f.Kinds() {
		for _, s := range f.Subjects() {
			if _, ok := k.For(s); ok && read == "" {
				read = fmt.Sprintf(`{"kind":%q,"subject":%q,"from":0}`, k.Name, s)
			}
		}
	}
	if check == "" || read == "" {
		t.Fatal("nothing is on offer")
	}
	return check, read
}

func TestEveryFormatShowsTheExplanationAndEscapesIt(t *testing.T) {
	q := world(t, "selector-mismatch", nil)
	q.Model, _ = scripted(t, idle, telling(said("What was asked is answered by the summary.", "A2"), fields{"text": "Perhaps somebody renamed a label.", "cites": []string{"A2"}, "hypothesis": true}))
	_, r := investigate(t, q)
	for _, format := range []string{"text", "md", "html", "json"} {
		var out strings.Builder
		if err := report.Write(&out, format, r, report.Options{Width: 100}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"What was asked is answered by the summary.", "ypothes", "Perhaps somebody renamed a label."} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s does not show %q", format, want)
			}
		}
	}
}

func TestAModelWithoutToolsExplains(t *testing.T) {
	q := world(t, "selector-mismatch", nil)
	q.Model, _ = scripted(t, llmtest.Lacks(`"tools"`, `{"error":{"message":"tools are not known here","code":"invalid"}}`, telling(said("What was asked is answered by the summary.", "A2"))))
	if _, r := investigate(t, q); len(r.Narrative.Sentences) != 1 || r.Narrative.Failed != "" {
		t.Errorf("got %+v", r.Narrative)
	}
}

func TestAQuestionIsNotShownWhereNamesAreHidden(t *testing.T) {
	q := world(t, "selector-mismatch", nil)
	q.Question = "Warum antwortet der Service api in payments nicht?"
	var server *llmtest.Server
	q.Model, server = scripted(t, idle, telling(said("What was asked is answered by the summary.", "A2")))
	q.Model.Hide = true
	_, r, err := Investigate(t.Context(), q)
	for _, request := range server.Requests() {
		if strings.Contains(request.Raw, "payments") {
			t.Errorf("a name leaves: %s", request.Raw)
		}
	}
	if err != nil || r.Narrative.Read {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestWithoutAnAnswerThereIsAReport(t *testing.T) {
	_, plain := investigate(t, world(t, "selector-mismatch", nil))
	q := world(t, "selector-mismatch", nil)
	q.Model, _ = scripted(t, llmtest.Refuse(500, `{"error":{"message":"no"}}`))
	_, r := investigate(t, q)
	if core(t, r) != core(t, plain) || r.Narrative == nil || r.Narrative.Failed == "" || len(r.Narrative.Sentences) > 0 {
		t.Errorf("got %+v", r.Narrative)
	}
}

func TestAQuestionInAnotherLanguageIsRead(t *testing.T) {
	q := world(t, "selector-mismatch", nil)
	q.Question = "Warum erreicht man payments aus shop nicht?"
	q.Model, _ = scripted(t,
		llmtest.Say{Text: `{"scope":"network","symptoms":["connection-refused"],"from":[{"kind":"namespace","namespace":"","name":"shop","port":""}],"to":[{"kind":"namespace","namespace":"","name":"payments","port":""}],"when":""}`},
		idle, telling(said("Die Antwort steht in der Zusammenfassung.", "A2")))
	_, r := investigate(t, q)
	if r.Status != report.Faulty || len(r.Roots) != 1 || r.Roots[0].ID != "service.selector-mismatch" || !r.Narrative.Read {
		t.Errorf("got %s, %+v, %+v", r.Status, r.Roots, r.Narrative)
	}
}

func TestNamesAndAddressesStayHere(t *testing.T) {
	q := world(t, "selector-mismatch", nil)
	var server *llmtest.Server
	q.Model, server = scripted(t,
		calling("read_evidence", `{"kind":"services","subject":"Namespace name-1","from":0}`), idle, telling(said("What was asked is answered by the summary.", "A2")))
	q.Model.Hide = true
	_, r := investigate(t, q)
	for _, request := range server.Requests() {
		for _, real := range []string{"payments", "shop", "10.96.208.72"} {
			if strings.Contains(request.Raw, real) {
				at := strings.Index(request.Raw, real)
				t.Errorf("%q leaves: …%s…", real, request.Raw[max(0, at-80):min(len(request.Raw), at+80)])
			}
		}
	}
	if r.Narrative.Refused > 0 || len(r.Narrative.Sentences) != 1 {
		t.Errorf("got %+v", r.Narrative)
	}
}

func TestAModelReportFitsTheSchemaOfJSON(t *testing.T) {
	q := world(t, "healthy", nil)
	q.Model, _ = scripted(t, idle, telling(said("What was asked is answered by the summary.", "A2")))
	_, r := investigate(t, q)
	text, err := json.Marshal(r.Narrative)
	if err != nil || !bytes.Contains(text, []byte(`"inputTokens":200`)) {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestOneQuestionComesBackWhereTwoThingsBearAName(t *testing.T) {
	unclear := telling(said("What was asked is answered by the summary.", "A2"))
	unclear.Text = strings.Replace(unclear.Text, `"unclear":false`, `"unclear":true`, 1)
	for _, twice := range []bool{true, false} {
		q := world(t, "selector-mismatch", func(plural string, object fields) {
			if meta := object["metadata"].(fields); twice && plural == "services" && meta["name"] == "web" {
				meta["name"] = "api"
			}
		})
		q.Question = "connections to service api time out"
		q.Model, _ = scripted(t, idle, unclear)
		_, r := investigate(t, q)
		if asks := r.Narrative.Asks; (asks != "") != twice || twice && (!strings.Contains(asks, "Service shop/api") || !strings.Contains(asks, "Service payments/api")) {
			t.Errorf("with two of the name %v, it asks %q", twice, asks)
		}
	}
}
