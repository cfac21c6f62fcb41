// Package telemetrytest is a collector for tests, on the loopback address. It
// takes what real ones take, OTLP over HTTP as protobuf, and keeps it.
package telemetrytest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collectmetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collecttraces "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Receiver keeps what it is sent.
type Receiver struct {
	URL string

	mu      sync.Mutex
	spans   []*traces.Span
	metrics []*metrics.Metric
	about   []*common.KeyValue // the process
	raw     []string
}

// Start starts one, for as long as the test runs.
func Start(t testing.TB) *Receiver {
	r := &Receiver{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", func(w http.ResponseWriter, request *http.Request) {
		in := &collecttraces.ExportTraceServiceRequest{}
		r.take(t, w, request, in, func() {
			for _, resource := range in.ResourceSpans {
				r.about = append(r.about, resource.Resource.Attributes...)
				for _, scope := range resource.ScopeSpans {
					r.spans = append(r.spans, scope.Spans...)
				}
			}
		})
	})
	mux.HandleFunc("POST /v1/metrics", func(w http.ResponseWriter, request *http.Request) {
		in := &collectmetrics.ExportMetricsServiceRequest{}
		r.take(t, w, request, in, func() {
			for _, resource := range in.ResourceMetrics {
				r.about = append(r.about, resource.Resource.Attributes...)
				for _, scope := range resource.ScopeMetrics {
					r.metrics = append(r.metrics, scope.Metrics...)
				}
			}
		})
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *Receiver) take(t testing.TB, w http.ResponseWriter, request *http.Request, in proto.Message, keep func()) {
	body, err := io.ReadAll(request.Body)
	if err == nil {
		err = proto.Unmarshal(body, in)
	}
	if err != nil || request.Header.Get("Content-Type") != "application/x-protobuf" {
		t.Errorf("what was sent is not OTLP as protobuf: %v", err)
		http.Error(w, "not OTLP", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.raw = append(r.raw, string(body))
	keep()
	w.Header().Set("Content-Type", "application/x-protobuf") // an empty message: all was taken
}

// Raw is all that was sent, as bytes.
func (r *Receiver) Raw() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.raw
}

// About is what was said of the process.
func (r *Receiver) About() map[string]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	return values(r.about)
}

func values(list []*common.KeyValue) map[string]any {
	made := map[string]any{}
	for _, kv := range list {
		switch v := kv.Value.Value.(type) {
		case *common.AnyValue_StringValue:
			made[kv.Key] = v.StringValue
		case *common.AnyValue_IntValue:
			made[kv.Key] = v.IntValue
		case *common.AnyValue_DoubleValue:
			made[kv.Key] = v.DoubleValue
		case *common.AnyValue_BoolValue:
			made[kv.Key] = v.BoolValue
		default:
			made[kv.Key] = kv.Value.String()
		}
	}
	return made
}
