package exporter_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/agent/telemetry/exporter"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// work is something that is told.
func work(ctx context.Context) {
	ctx, end := telemetry.Investigation(ctx, telemetry.Files)
	_, called := telemetry.Tool(ctx, "kubectl_list")
	called(3, "")
	telemetry.Read(ctx, "kube", "")
	telemetry.Read(ctx, "kube", "forbidden")
	end("fault")
}

// clearEnvironment forgets what the test's own environment wants.
func clearEnvironment(t *testing.T) {
	for _, name := range []string{
		"OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT",
		"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES",
	} {
		t.Setenv(name, "")
	}
}

func scraped(t *testing.T, body io.Reader) map[string]*dto.MetricFamily {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(body)
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// holds checks what was told by work.
func holds(t *testing.T, families map[string]*dto.MetricFamily) {
	t.Helper()
	for name, labels := range map[string]map[string]string{
		"netwhy_investigations_total":           {"netwhy_status": "fault", "netwhy_of": "files"},
		"netwhy_evidence_records_total":         {"netwhy_source": "kube"},
		"netwhy_evidence_gaps_total":            {"netwhy_source": "kube", "netwhy_reason": "forbidden"},
		"netwhy_tool_duration_seconds":          {"gen_ai_tool_name": "kubectl_list"},
		"netwhy_investigation_duration_seconds": {"netwhy_status": "fault"},
	} {
		family := families[name]
		if family == nil || len(family.Metric) != 1 || family.GetHelp() == "" {
			t.Errorf("%s is not served once, with what it is: %v", name, family)
			continue
		}
		m := family.Metric[0]
		if n := m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount()); n != 1 {
			t.Errorf("%s counts %v", name, n)
		}
		for _, l := range m.Label {
			if want, there := labels[l.GetName()]; there && l.GetValue() == want {
				delete(labels, l.GetName())
			}
		}
		if len(labels) > 0 {
			t.Errorf("%s lacks %v", name, labels)
		}
	}
}

func TestWithoutAVariableThereIsNoExporter(t *testing.T) {
	clearEnvironment(t)
	e, err := exporter.Start(t.Context(), exporter.Options{})
	if e != nil || err != nil {
		t.Errorf("there is %v, %v", e, err)
	}
	answer := httptest.NewRecorder()
	e.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusNotFound || e.Close() != nil {
		t.Errorf("nothing answers %d", answer.Code)
	}
}

func TestAProgramServesItsMetrics(t *testing.T) {
	clearEnvironment(t)
	e, err := exporter.Start(t.Context(), exporter.Options{Scraped: true})
	if err != nil {
		t.Fatal(err)
	}
	work(t.Context())
	answer := httptest.NewRecorder()
	e.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	holds(t, scraped(t, answer.Body))
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func TestTheEnvironmentServesMetrics(t *testing.T) {
	clearEnvironment(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(free.Addr().String())
	if err != nil || free.Close() != nil {
		t.Fatal(err)
	}
	t.Setenv("OTEL_METRICS_EXPORTER", "prometheus")
	t.Setenv("OTEL_EXPORTER_PROMETHEUS_HOST", host)
	t.Setenv("OTEL_EXPORTER_PROMETHEUS_PORT", port)
	e, err := exporter.Start(t.Context(), exporter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	work(t.Context())
	answer, err := http.Get("http://" + net.JoinHostPort(host, port) + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	holds(t, scraped(t, answer.Body))
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func TestACollectorThatNeverAnswersIsLeft(t *testing.T) {
	clearEnvironment(t)
	over := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	defer silent.Close()
	defer close(over)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", silent.URL)
	e, err := exporter.Start(t.Context(), exporter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	work(t.Context())
	closed := make(chan error, 1)
	go func() { closed <- e.Close() }()
	select {
	case err := <-closed:
		if err == nil || !strings.Contains(err.Error(), "cannot export all telemetry") {
			t.Errorf("it says %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits for a collector that never answers")
	}
}
