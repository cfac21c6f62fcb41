package fleet

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// recording is what an investigation of a whole cluster has read of its nodes.
func recording(t testing.TB, nodes []Node, symptoms ...checks.Symptom) *bundle.Bundle {
	t.Helper()
	windows, err := recorded()
	if err != nil {
		t.Fatal(err)
	}
	var records []evidence.Record
	var gaps []evidence.Gap
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	seal := func(kind *evidence.Meta, of evidence.Subject, items ...json.RawMessage) {
		r, err := evidence.Seal(evidence.Record{Kind: kind.Name, Subject: of, Call: kind.Query.In(of), Time: at}, items)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	target := plan.Target{Named: []evidence.Subject{evidence.TheCluster}, Target: []evidence.Subject{evidence.TheCluster}}
	var objects []json.RawMessage
	for i, n := range nodes {
		subject := evidence.Of(evidence.Node, "", n.Name)
		target.Target = append(target.Target, subject)
		object := text(t, n.object(i))
		objects = append(objects, object)
		seal(evidence.NodeObject.Meta, subject, object)
		if n.Silence == Answers {
			w, err := prober{n, windows[n.Pool]}.Window(t.Context(), 0, false, nil)
			if err != nil {
				t.Fatal(err)
			}
			seal(evidence.NodeCounters.Meta, subject, text(t, w))
			continue
		}
		gaps = append(gaps, evidence.Gap{
			Kind: evidence.NodeCounters.Name, Subject: subject, Call: evidence.NodeCounters.Query.In(subject), Needs: "an answer of the probe of node " + n.Name,
			Reason: map[Silence]evidence.Reason{Refuses: evidence.Unreachable, Lost: evidence.Timeout, Hangs: evidence.Timeout}[n.Silence],
		})
	}
	seal(evidence.Nodes.Meta, evidence.TheCluster, objects...)
	target.Caller = target.Target
	snapshot := evidence.NewSnapshot(records, gaps)
	reading := plan.Reading{Symptoms: symptoms}
	p := plan.Plan{Question: "is the cluster's network healthy?", Reading: reading, Target: target, Items: plan.Make(reading, target, catalog.All())}
	return bundle.New(bundle.Manifest{Program: "test", Catalogue: catalog.Digest(), Recorded: at}, p, snapshot.Records(), snapshot.Gaps())
}

// object is the node as the Kubernetes API has it.
func (n Node) object(i int) *corev1.Node {
	sizes := map[string]string{"system": "Standard_D4s_v5", "gpu": "Standard_NC24ads_A100_v4", "general": "Standard_D16s_v5"}
	return &corev1.Node{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Node"},
		ObjectMeta: metav1.ObjectMeta{Name: n.Name, Labels: map[string]string{
			"kubernetes.azure.com/agentpool": n.Pool, corev1.LabelInstanceTypeStable: sizes[n.Pool], corev1.LabelTopologyZone: fmt.Sprintf("westeurope-%d", 1+i%3),
		}},
		Status: corev1.NodeStatus{
			NodeInfo:   corev1.NodeSystemInfo{KernelVersion: n.Kernel},
			Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}},
		},
	}
}

func text(t testing.TB, what any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// BenchmarkJudge judges what was read of 5,000 nodes, and writes the report.
func BenchmarkJudge(b *testing.B) {
	for _, size := range []int{50, 500, 5000} {
		r := recording(b, Plan(size, 37, size*188/5000, 1), checks.HealthReview)
		var of *report.Report
		b.Run(fmt.Sprintf("%d/judge", size), func(b *testing.B) {
			b.ReportAllocs()
			var most cost
			for b.Loop() {
				watch := watched()
				of = agent.Judge(r)
				most = most.or(watch())
			}
			b.ReportMetric(float64(len(of.Findings)+len(of.Risks)), "findings")
			b.ReportMetric(float64(most.heap>>20), "peak-heap-MiB")
		})
		b.Run(fmt.Sprintf("%d/brief-json", size), func(b *testing.B) {
			var out strings.Builder
			for b.Loop() {
				out.Reset()
				if err := report.JSON(&out, of.Brief()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(out.Len())/1e6, "MB")
		})
		for _, format := range report.Formats() {
			b.Run(fmt.Sprintf("%d/%s", size, format), func(b *testing.B) {
				b.ReportAllocs()
				var out strings.Builder
				for b.Loop() {
					out.Reset()
					if err := report.Write(&out, format, of, report.Options{Width: 120}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(out.Len())/1e6, "MB")
				b.ReportMetric(float64(strings.Count(out.String(), "\n")), "lines")
			})
		}
	}
}
