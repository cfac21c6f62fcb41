package main

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/telemetry/telemetrytest"
	"golang.org/x/tools/txtar"
)

const leaking = "planted-in-what-a-model-says"

// looks is a model that calls tools, one of which does not exist, and explains.
var looks = llmtest.Answering(func(request llmtest.Request) llmtest.Say {
	say := llmtest.Say{Text: leaking, Tokens: &llmtest.Tokens{Input: 1000, Cached: 400, Output: 20, Reasoning: 5}}
	switch {
	case strings.Contains(request.Raw, "json_schema"):
		say.Text = `{"sentences":[{"text":"What was asked is answered by the summary.","cites":["A2"],"hypothesis":false}],"unclear":false}`
	case !strings.Contains(request.Raw, `"role":"tool"`):
		say.Calls = []llmtest.Call{
			{ID: leaking, Name: "run_checks", Arguments: `{"checks":[{"check":"cilium.host-routing","subject":"Cluster","because":["A2"]}]}`},
			{ID: "c2", Name: leaking, Arguments: `{"` + leaking + `":1}`},
		}
	}
	return say
})

// start runs the program; it returns the exit code and what it said.
func start(t *testing.T, folder string, environment []string, args ...string) (int, string, string) {
	t.Helper()
	return startWith(t, "", folder, environment, args...)
}

// startWith runs it with a standard input.
func startWith(t *testing.T, in, folder string, environment []string, args ...string) (int, string, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	command := exec.CommandContext(t.Context(), self)
	command.Args = append([]string{"netwhy"}, args...)
	command.Stdin = strings.NewReader(in)
	command.Dir, command.Stdout, command.Stderr = folder, &out, &errOut
	command.Env = append([]string{"HOME=" + folder, "KUBECONFIG=" + folder + "/none"}, environment...)
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), out.String(), errOut.String()
}

// situation is a folder with objects, and what asks of them with a model.
func situation(t *testing.T, model llmtest.Play) (folder string, ask []string) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/model.txtar")
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(folder, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(llmtest.New(model))
	t.Cleanup(server.Close)
	return folder, []string{
		"ask", "pods in shop cannot reach payments", "--objects", "objects", "-o", "json", "--bundle", "shop.zip", "--model", "looking", "--model-endpoint", server.URL + "/v1",
		"--model-price-input", "2", "--model-price-cached", "1", "--model-price-output", "4", "--model-price-currency", "EUR", "--model-price-date", "2026-01-01",
	}
}

func TestAnInvestigationIsATrace(t *testing.T) {
	folder, ask := situation(t, looks)
	collector := telemetrytest.Start(t)
	code, out, errOut := start(t, folder, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL}, ask...)
	if code != 1 || strings.Contains(errOut, "telemetry") {
		t.Fatalf("exit code %d: %s", code, errOut)
	}
	var r report.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	seen := map[string]telemetrytest.Span{}
	traces := map[string]bool{}
	for _, s := range collector.Spans() {
		seen[s.Path] = s
		traces[s.Trace] = true
	}
	for _, path := range []string{
		"investigation", "investigation > plan", "investigation > plan > gather > gather kube > execute_tool kubectl_list",
		"investigation > gather > gather kube > execute_tool kubectl_list", "investigation > judge", "investigation > explain > chat looking",
		"investigation > explain > execute_tool run_checks > gather > gather kube > execute_tool kubectl_list", "investigation > explain > execute_tool unknown",
	} {
		if _, there := seen[path]; !there {
			t.Errorf("no span %q", path)
		}
	}
	if len(traces) != 1 {
		t.Errorf("one investigation makes %d traces", len(traces))
	}
	if v := seen["investigation"].Values; v["netwhy.status"] != string(r.Status) || v["netwhy.of"] != "files" {
		t.Errorf("the investigation is told as %v", v)
	}
	chat := seen["investigation > explain > chat looking"].Values
	if chat["gen_ai.operation.name"] != "chat" || chat["gen_ai.request.model"] != "looking" || chat["server.address"] != "127.0.0.1" || chat["server.port"] == int64(0) || chat["gen_ai.usage.input_tokens"] != int64(1000) {
		t.Errorf("a turn is told as %v", chat)
	}
	if refused := seen["investigation > explain > execute_tool unknown"]; refused.Failed != "refused" || refused.Values["gen_ai.tool.name"] != "unknown" {
		t.Errorf("what is refused is told as %+v", refused)
	}
	tellsNothing(t, collector)
	t.Run("the metrics are the report's bill", func(t *testing.T) { equalsBill(t, collector, r.Narrative.Bill) })
	t.Run("the evidence is that of the report", func(t *testing.T) {
		records := total(collector, "netwhy.evidence.records", nil)
		if want := len(r.Evidence) + len(r.Beyond.Evidence); records != float64(want) {
			t.Errorf("%v records are counted, and %d were read", records, want)
		}
	})
}

// tellsNothing holds all that was sent against words of the cluster, the question,
// the model and the process.
func tellsNothing(t *testing.T, collector *telemetrytest.Receiver) {
	t.Helper()
	raw := strings.Join(collector.Raw(), "\n")
	for _, word := range []string{
		"shop", "payments", "web-1", "api-1", "apii", "node-a", "10.0.0", "10.1.0.1", "cannot reach", "Deployment", "cilium.host-routing", "selector",
		leaking, "summary", "host.name", "process.", "--objects",
	} {
		if strings.Contains(raw, word) {
			t.Errorf("%q is told", word)
		}
	}
	if about := collector.About(); about["service.name"] != "netwhy" || about["service.version"] != version {
		t.Errorf("the program is told as %v", about)
	}
}

// total adds the points of a metric that have some values.
func total(collector *telemetrytest.Receiver, name string, of map[string]any) (sum float64) {
	for _, p := range collector.Metric(name) {
		has := true
		for k, v := range of {
			has = has && p.Values[k] == v
		}
		if has {
			sum += p.Sum
		}
	}
	return sum
}

func equalsBill(t *testing.T, collector *telemetrytest.Receiver, bill report.Bill) {
	input, output := map[string]any{"gen_ai.token.type": "input"}, map[string]any{"gen_ai.token.type": "output"}
	for _, each := range []struct {
		metric string
		of     map[string]any
		want   float64
	}{
		{"netwhy.model.calls", nil, float64(bill.Calls)},
		{"netwhy.model.requests", nil, float64(bill.Attempts)},
		{"netwhy.model.unmetered", nil, float64(bill.Unmetered)},
		{"netwhy.model.tokens", input, float64(bill.Input)},
		{"netwhy.model.tokens", output, float64(bill.Output)},
		{"netwhy.model.cached_tokens", nil, float64(bill.Cached)},
		{"netwhy.model.reasoning_tokens", nil, float64(bill.Reasoning)},
		{"netwhy.model.cost", map[string]any{"netwhy.currency": bill.Currency}, *bill.Cost},
		{"gen_ai.client.token.usage", input, float64(bill.Input)},
		{"gen_ai.client.token.usage", output, float64(bill.Output)},
	} {
		if got := total(collector, each.metric, each.of); math.Abs(got-each.want) > 1e-9 {
			t.Errorf("%s %v is %v, and the bill says %v", each.metric, each.of, got, each.want)
		}
	}
	if bill.Calls < 3 || bill.Cached == 0 || *bill.Cost == 0 {
		t.Errorf("the bill is too small to prove anything: %+v", bill)
	}
	calls := uint64(0)
	for _, p := range collector.Metric("gen_ai.client.operation.duration") {
		calls += p.Count
		if p.Unit != "s" {
			t.Errorf("durations are in %s", p.Unit)
		}
	}
	if calls != uint64(bill.Calls) {
		t.Errorf("%d durations of %d calls", calls, bill.Calls)
	}
}

func TestNothingIsExportedUnlessItIsAskedFor(t *testing.T) {
	folder, ask := situation(t, looks)
	collector := telemetrytest.Start(t)
	endpoint := "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL
	for _, environment := range [][]string{{endpoint, "OTEL_SDK_DISABLED=true"}, {endpoint, "OTEL_TRACES_EXPORTER=none", "OTEL_METRICS_EXPORTER=none"}} {
		if code, _, errOut := start(t, folder, environment, ask...); code != 1 || len(collector.Raw()) > 0 || strings.Contains(errOut, "export") {
			t.Errorf("%q: exit code %d, %d exports, %s", environment, code, len(collector.Raw()), errOut)
		}
	}
}

func TestACollectorThatIsNotThereChangesNothing(t *testing.T) {
	folder, _ := situation(t, looks)
	gone := httptest.NewServer(nil)
	gone.Close()
	plain := []string{"ask", "pods in shop cannot reach payments", "--objects", "objects", "-o", "json", "--bundle", "shop.zip"}
	code, want, _ := start(t, folder, nil, plain...)
	for _, environment := range [][]string{
		{"OTEL_EXPORTER_OTLP_ENDPOINT=" + gone.URL},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=" + gone.URL, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"},
		{"OTEL_TRACES_EXPORTER=nonsense"},
		{"OTEL_METRICS_EXPORTER=prometheus", "OTEL_EXPORTER_PROMETHEUS_PORT=nonsense"},
	} {
		got, out, errOut := start(t, folder, environment, "replay", "shop.zip", "-o", "json")
		if got != code || out != want {
			t.Errorf("%q: exit code %d in place of %d, or another report", environment, got, code)
		}
		lines := strings.Split(strings.TrimSpace(errOut), "\n")
		if len(lines) != 1 || !strings.HasPrefix(lines[0], "netwhy: cannot export") {
			t.Errorf("%q: it says %q", environment, errOut)
		}
	}
}

func TestTheConsoleIsNotTheReport(t *testing.T) {
	folder, _ := situation(t, looks)
	ask := []string{"ask", "pods in shop cannot reach payments", "--objects", "objects", "-o", "json"}
	_, want, _ := start(t, folder, nil, ask...)
	_, out, errOut := start(t, folder, []string{"OTEL_TRACES_EXPORTER=console", "OTEL_METRICS_EXPORTER=console"}, ask...)
	if out != want || !strings.Contains(errOut, "investigation") || !strings.Contains(errOut, "netwhy.evidence.records") {
		t.Errorf("the report is another, or the console says nothing: %.300s", errOut)
	}
}

func TestAFailedTurnIsCountedByItsKind(t *testing.T) {
	folder, ask := situation(t, llmtest.Refuse(401, `{"error":{"message":"`+leaking+`","type":"`+leaking+`","code":"`+leaking+`"}}`))
	collector := telemetrytest.Start(t)
	_, out, _ := start(t, folder, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL}, ask...)
	var r report.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	failed := total(collector, "netwhy.model.calls", map[string]any{"error.type": "unauthorised"})
	if failed == 0 || failed != float64(r.Narrative.Bill.Failed) || failed != total(collector, "netwhy.model.calls", nil) {
		t.Errorf("%v failures are counted, and the bill says %d", failed, r.Narrative.Bill.Failed)
	}
	tellsNothing(t, collector)
}

func TestAConversationAndAReplayAreTold(t *testing.T) {
	folder, ask := situation(t, looks)
	start(t, folder, nil, ask...)
	collector := telemetrytest.Start(t)
	environment := []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL, "NETWHY_MODEL=looking", "NETWHY_MODEL_ENDPOINT=" + ask[slices.Index(ask, "--model-endpoint")+1]}
	if code, _, errOut := startWith(t, "what was ruled out?\n", folder, environment, "chat", "shop.zip"); code != 0 {
		t.Fatal(errOut)
	}
	start(t, folder, environment, "replay", "shop.zip")
	paths := map[string]int{}
	for _, s := range collector.Spans() {
		paths[s.Path]++
	}
	if paths["question"] != 1 || paths["question > chat looking"] == 0 || paths["investigation"] != 1 || paths["investigation > judge"] != 1 {
		t.Errorf("they are told as %v", paths)
	}
	if n := total(collector, "netwhy.investigations", map[string]any{"netwhy.of": "recording", "netwhy.status": "fault"}); n != 1 {
		t.Errorf("%v replays are counted", n)
	}
	tellsNothing(t, collector)
}
