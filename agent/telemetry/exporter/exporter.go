// Package exporter sends what package telemetry tells to where the environment
// wants it, by OpenTelemetry's own variables.
//
// # Contract
//
// [Start] returns nil unless a variable names an exporter or an endpoint, or
// [Options].Scraped asks for a [Exporter.Handler]: then nothing is recorded,
// nothing listens and nothing is sent, not even to a collector on this host. On
// [Exporter.Close] all that is left is sent, within a bounded time. Its error
// says what could not be sent, and is no reason to fail.
//
// What describes the process holds no name of a host or user and no arguments,
// among which is the question: only the program, its version, and what
// OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES add.
package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
)

// Options are of the program that exports.
type Options struct {
	Version string
	Console io.Writer // where the exporter "console" writes
	Scraped bool      // the program serves the Handler
}

// Exporter exports until it is closed. Nil exports nothing.
type Exporter struct {
	traces   *trace.TracerProvider
	metrics  *metric.MeterProvider
	registry *prometheus.Registry

	mu     sync.Mutex
	failed error // the first failure; those that follow say the same
}

// patience bounds how long a program that is done waits for a collector.
const patience = 3 * time.Second

// Start begins to export. With an error, what can be exported is.
func Start(ctx context.Context, o Options) (*Exporter, error) {
	if disabled() {
		return nil, nil
	}
	e := &Exporter{}
	spans, badSpans := spanExporter(ctx, o.Console)
	readers, badReaders := e.readers(ctx, o)
	if spans == nil && len(readers) == 0 {
		return nil, errors.Join(badSpans, badReaders)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(e.note))
	about, err := resource.New(ctx, resource.WithTelemetrySDK(),
		resource.WithAttributes(semconv.ServiceName("netwhy"), semconv.ServiceVersion(o.Version)), resource.WithFromEnv())
	if err != nil {
		e.note(err)
	}
	if spans != nil {
		e.traces = trace.NewTracerProvider(trace.WithBatcher(spans), trace.WithResource(about))
		otel.SetTracerProvider(e.traces)
	}
	if len(readers) > 0 {
		with := []metric.Option{metric.WithResource(about)}
		for _, r := range readers {
			with = append(with, metric.WithReader(r))
		}
		e.metrics = metric.NewMeterProvider(with...)
		otel.SetMeterProvider(e.metrics)
	}
	return e, errors.Join(badSpans, badReaders)
}

func (e *Exporter) note(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed == nil {
		e.failed = err
	}
}

// Handler answers what Prometheus asks of a program that is scraped.
func (e *Exporter) Handler() http.Handler {
	if e == nil || e.registry == nil {
		return http.NotFoundHandler()
	}
	return promhttp.HandlerFor(e.registry, promhttp.HandlerOpts{})
}

// Close sends what is left. The context of what was exported may have ended.
func (e *Exporter) Close() error {
	if e == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var both sync.WaitGroup
	if e.traces != nil {
		both.Go(func() { e.shut(e.traces.Shutdown(ctx)) })
	}
	if e.metrics != nil {
		both.Go(func() { e.shut(e.metrics.Shutdown(ctx)) })
	}
	both.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed != nil {
		return errors.New("cannot export all telemetry: " + checks.Clean(e.failed.Error(), 300))
	}
	return nil
}

func (e *Exporter) shut(err error) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.note(fmt.Errorf("the collector did not take it within %s", patience))
	case err != nil:
		e.note(err)
	}
}
