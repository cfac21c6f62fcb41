package exporter

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
)

func disabled() bool { return strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") }

// chosen is the exporter of a signal: the one that is named, OTLP where only an
// endpoint is, and "none" otherwise.
func chosen(signal string) string {
	if named := strings.TrimSpace(os.Getenv("OTEL_" + signal + "_EXPORTER")); named != "" {
		return named
	}
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT") != "" {
		return "otlp"
	}
	return "none"
}

// console is written by our own hand: the library's would write into the report
// on the standard output, or into what an IDE reads there.
const console = "console"

func spanExporter(ctx context.Context, to io.Writer) (made trace.SpanExporter, err error) {
	switch chosen("TRACES") {
	case "none":
		return nil, nil
	case console:
		made, err = stdouttrace.New(stdouttrace.WithWriter(to))
	default:
		made, err = autoexport.NewSpanExporter(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot export traces: %w", err)
	}
	return made, nil
}

// readers are those of the environment and, of a program that is scraped, that of
// its handler.
func (e *Exporter) readers(ctx context.Context, o Options) (list []metric.Reader, err error) {
	if o.Scraped {
		e.registry = prometheus.NewRegistry()
		reader, err := otelprometheus.New(otelprometheus.WithRegisterer(e.registry))
		if err != nil {
			return nil, fmt.Errorf("cannot serve metrics: %w", err)
		}
		list = append(list, reader)
	}
	var reader metric.Reader
	switch chosen("METRICS") {
	case "none":
		return list, nil
	case console:
		var out metric.Exporter
		if out, err = stdoutmetric.New(stdoutmetric.WithWriter(o.Console)); err == nil {
			reader = metric.NewPeriodicReader(out)
		}
	default:
		reader, err = autoexport.NewMetricReader(ctx)
	}
	if err != nil {
		return list, fmt.Errorf("cannot export metrics: %w", err)
	}
	return append(list, reader), nil
}
