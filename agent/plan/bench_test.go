package plan_test

import (
	"os"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/bench/tenant"
)

// BenchmarkClassify reads every question of the table.
func BenchmarkClassify(b *testing.B) {
	content, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		b.Fatal(err)
	}
	var questions []string
	for line := range strings.Lines(string(content)) {
		if question, ok := strings.CutPrefix(line, "? "); ok {
			questions = append(questions, strings.TrimSpace(question))
		}
	}
	all := func() {
		for _, question := range questions {
			if _, err := plan.Classify(question); err != nil {
				b.Fatal(err)
			}
		}
	}
	all() // reads the tables of words
	b.ReportAllocs()
	for b.Loop() {
		all()
	}
	b.ReportMetric(float64(len(questions)), "questions")
}

// BenchmarkPlan plans questions about a namespace of 200 pods and 20 Services:
// finding what they name, in what is read already, the decision table, the
// readings that it needs, and the leads of a failure of every check.
func BenchmarkPlan(b *testing.B) {
	for name, question := range map[string]string{"call": "calls from app-1 to app-0 in namespace shop time out", "review": "is the network of namespace shop healthy?"} {
		w, err := tenant.Of(20, 200, 10)
		if err != nil {
			b.Fatal(err)
		}
		reading, err := plan.Classify(question)
		if err != nil || reading.Declined != "" {
			b.Fatal(reading, err)
		}
		target := plan.Resolve(b.Context(), w.Look, reading, "")
		p := plan.Plan{Question: question, Reading: reading, Target: target, Items: plan.Make(reading, target, catalog.All())}
		b.Run(name+"/resolve", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if found := plan.Resolve(b.Context(), w.Again(), reading, ""); len(found.Missing) > 0 || len(found.Target) != len(target.Target) {
					b.Fatal(found.Missing, len(found.Target))
				}
			}
		})
		b.Run(name+"/make", func(b *testing.B) {
			b.ReportAllocs()
			wants := 0
			for b.Loop() {
				cases, _ := target.Cases(plan.Make(reading, target, catalog.All()), catalog.All())
				wants = len(target.Wants(cases))
			}
			if wants == 0 {
				b.Fatal("nothing is read")
			}
			b.ReportMetric(float64(len(p.Items)), "items")
		})
		b.Run(name+"/leads", func(b *testing.B) {
			var findings []checks.Finding
			for _, item := range p.Items {
				findings = append(findings, checks.Finding{Check: item.Check, Subject: item.Subject, Object: item.Subject, Verdict: checks.Fail,
					Related: []evidence.Subject{evidence.Of(evidence.Node, "", tenant.Node(0)), evidence.Of(evidence.Service, tenant.Namespace, tenant.App(2)), evidence.WorkloadOf("Deployment", tenant.Namespace, tenant.App(2))}})
			}
			b.ReportAllocs()
			for b.Loop() {
				if len(p.Leads(findings, catalog.All(), 1)) == 0 {
					b.Fatal("failures lead nowhere")
				}
			}
		})
	}
}
