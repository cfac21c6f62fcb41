package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// spread is the report of a cluster of nodes: of each ten the first is of pool gpu,
// and drops packets; the probe of the second does not answer.
func spread(t *testing.T, size int, pool string) *report.Report {
	t.Helper()
	p := about([]checks.Symptom{checks.HealthReview}, []evidence.Subject{evidence.TheCluster})
	p.Question = "is the network of the cluster healthy?"
	var items []json.RawMessage
	var records []evidence.Record
	var gaps []evidence.Gap
	var findings []checks.Finding
	var causes []cause.Result
	for i := range size {
		n := corev1.Node{}
		n.Name, n.Status.NodeInfo.KernelVersion = fmt.Sprintf("aks-%04d", i), "6.6.96.2-2.azl3"
		n.Labels = map[string]string{"agentpool": "general", corev1.LabelTopologyZone: fmt.Sprintf("westeurope-%d", 1+i%3)}
		subject := evidence.Of(evidence.Node, "", n.Name)
		p.Items = append(p.Items, plan.Item{Check: "kernel.softnet-drops", Subject: subject, Required: true})
		f := checks.Finding{Check: "kernel.softnet-drops", Asks: "Do the processors keep up?", Subject: subject, Object: subject, Verdict: checks.Pass, Says: "no backlog dropped any"}
		if i%10 == 1 {
			gap := evidence.Gap{Kind: "node-counters", Subject: subject, Reason: evidence.Unreachable, Needs: "an answer of the probe of node " + n.Name}
			if i%20 == 1 {
				gap.Reason = evidence.Timeout
			}
			gaps = append(gaps, gap)
			f.Verdict, f.Says, f.Gaps = checks.Unknown, gap.String(), []evidence.Gap{gap}
		} else {
			r := evidence.Record{Kind: "node-counters", Subject: subject, Time: recorded, Payload: []byte("[]"), Items: 1}
			r.Seal()
			records = append(records, r)
		}
		if i%10 == 0 {
			n.Labels["kubernetes.azure.com/agentpool"], n.Status.NodeInfo.KernelVersion = pool, "5.15.0-1067"
			f.Verdict, f.Says = checks.Fail, fmt.Sprintf("the backlogs dropped %d of 9000 packets in 10 s", 10+i)
			f.Remedy = &checks.RenderedRemedy{Says: "Spread the packets over more processors.", Fix: []string{"kubectl cordon " + n.Name}}
			causes = append(causes, cause.Result{Cause: "node.overloaded", Says: "The node's processors do not keep up", State: cause.Supported, Culprit: subject, Asked: true, Root: true, Findings: []checks.Finding{f}})
		}
		findings = append(findings, f)
		object, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, object)
	}
	all, err := evidence.Seal(evidence.Record{Kind: "nodes", Subject: evidence.TheCluster, Time: recorded}, items)
	if err != nil {
		t.Fatal(err)
	}
	b := bundle.New(bundle.Manifest{Program: "v0.1.0", Catalogue: "c0ffee00c0ffee00c0ffee00c0ffee00", Recorded: recorded}, p, append(records, all), gaps)
	kinds := map[string]*evidence.Meta{"node-counters": evidence.NodeCounters.Meta, "node": evidence.NodeObject.Meta, "nodes": evidence.Nodes.Meta}
	return report.Build(b, findings, causes, kinds, "c0ffee00c0ffee00c0ffee00c0ffee00")
}

func TestManyNodesAreCounted(t *testing.T) {
	r := spread(t, 200, "gpu")
	if len(r.Findings) != 200 || len(r.Roots) != 20 || r.Unseen.Required != 20 {
		t.Fatalf("%d findings, %d roots, %d required answers missing: what is true of each node is not there", len(r.Findings), len(r.Roots), r.Unseen.Required)
	}
	of := r.Breadth
	if of == nil || of.Nodes != 200 || len(of.Coverage) != 2 || of.Coverage[1].Read != 180 || of.Coverage[1].Of != 200 || len(of.Coverage[1].Missing) != 2 {
		t.Fatalf("the coverage is %+v", of)
	}
	if nodes := of.Coverage[0]; nodes.Kind != "node" || nodes.Read != 200 || nodes.Of != 200 {
		t.Errorf("of the list of all nodes is told %+v", nodes)
	}
	silent := 0
	for _, m := range of.Coverage[1].Missing {
		silent += len(m.Nodes)
		if m.Count != 10 || !slices.IsSorted(m.Nodes) {
			t.Errorf("missing for %s: %v", m.Reason, m.Nodes)
		}
	}
	if silent != 20 || len(of.Spreads) != 2 || of.Spreads[0].Verdict != checks.Fail {
		t.Fatalf("%d silent, %+v", silent, of.Spreads)
	}
	failed := of.Spreads[0]
	if failed.Count != 20 || failed.Of != 200 || failed.Worst[0].Node != "aks-0190" {
		t.Errorf("%d of %d failed, the worst of them %+v", failed.Count, failed.Of, failed.Worst)
	}
	out := map[string]string{}
	for _, s := range failed.Shares {
		if s.Out {
			out[s.By] = fmt.Sprintf("%s %d of %d", s.Value, s.Count, s.Of)
		}
	}
	if len(out) != 2 || out["pool"] != "gpu 20 of 20" || out["kernel"] != "5.15.0-1067 20 of 20" {
		t.Errorf("what stands out is %v", out)
	}
	for _, format := range []string{"text", "md", "html"} {
		golden(t, "wide."+format, write(t, format, r, report.Options{}))
	}
}

func TestFewNodesAreToldOneByOne(t *testing.T) {
	if r := spread(t, 10, "gpu"); r.Breadth != nil {
		t.Errorf("ten nodes are counted: %+v", r.Breadth)
	}
}

// TestAReportDoesNotGrowWithTheCluster holds the printed forms of a report against
// those of a tenth of the cluster.
func TestAReportDoesNotGrowWithTheCluster(t *testing.T) {
	small, large := spread(t, 300, "gpu"), spread(t, 3000, "gpu")
	for _, format := range []string{"text", "md", "html"} {
		a, b := bytes.Count(write(t, format, small, report.Options{}), []byte("\n")), bytes.Count(write(t, format, large, report.Options{}), []byte("\n"))
		if b > a+3 {
			t.Errorf("%s has %d lines of 300 nodes, and %d of 3,000", format, a, b)
		}
	}
}

func TestABriefReportSaysTheSame(t *testing.T) {
	r := spread(t, 200, "gpu")
	short := r.Brief()
	if short.Status != r.Status || short.Summary != r.Summary || short.Digest != r.Digest || len(short.Roots) != len(r.Roots) || r.Breadth.Omitted != 0 {
		t.Errorf("another report: %s: %s", short.Status, short.Summary)
	}
	if len(short.Findings) != 20+3 || short.Breadth.Omitted != 200-23 {
		t.Errorf("%d findings, %d are left out", len(short.Findings), short.Breadth.Omitted)
	}
	for _, format := range []string{"text", "md"} {
		whole, brief := string(write(t, format, r, report.Options{})), string(write(t, format, short, report.Options{}))
		for _, says := range []string{"20 of 200 nodes: the", "180 of 200 nodes; 10 timeout", "20 of 200 nodes (required)"} {
			if !strings.Contains(whole, says) || !strings.Contains(brief, says) {
				t.Errorf("%s: %q is not said by both:\n%s", format, says, brief)
			}
		}
	}
	if few := spread(t, 10, "gpu"); few.Brief() != few {
		t.Error("a report of few nodes has a form that is shorter")
	}
}

func TestLabelsAreHostile(t *testing.T) {
	r := spread(t, 40, "\x1b[31m<img src=x>\u202e|`")
	for _, format := range []string{"text", "md", "html", "json"} {
		got := string(write(t, format, r, report.Options{}))
		if strings.Contains(got, "\x1b") || strings.Contains(got, "\u202e") || format != "json" && format != "text" && strings.Contains(got, "<img") {
			t.Errorf("%s shows what a label wants:\n%s", format, got)
		}
	}
}
