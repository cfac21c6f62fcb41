package telemetry

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
)

// Count adds to a counter of whole things.
func Count(ctx context.Context, name, unit, says string, n int, attributes ...attribute.KeyValue) {
	c, err := Meter().Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(says))
	if err != nil {
		otel.Handle(err)
		return
	}
	c.Add(ctx, int64(n), metric.WithAttributes(attributes...))
}

// seconds are the bounds of durations, from a list that is read in milliseconds
// to an investigation with a slow model.
var seconds = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300}

func lasted(ctx context.Context, name, says string, d time.Duration, attributes ...attribute.KeyValue) {
	h, err := Meter().Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(says), metric.WithExplicitBucketBoundaries(seconds...))
	if err != nil {
		otel.Handle(err)
		return
	}
	h.Record(ctx, d.Seconds(), metric.WithAttributes(attributes...))
}

// Investigation begins one, of a cluster, files or a recording.
func Investigation(ctx context.Context, of string) (context.Context, func(status string)) {
	ctx, s := begin(ctx, "investigation", Of.String(of))
	return ctx, func(status string) {
		s.span.SetAttributes(Status.String(status))
		if status == Failure {
			s.fail(Failure)
		}
		s.End()
		by := []attribute.KeyValue{Status.String(status), Of.String(of)}
		Count(ctx, "netwhy.investigations", "{investigation}", "Investigations that ended.", 1, by...)
		lasted(ctx, "netwhy.investigation.duration", "How long investigations took.", time.Since(s.start), by...)
	}
}

// Outcomes of an investigation without a report.
const (
	Declined = "declined" // the question is not about the network
	Failure  = "error"
)

// What an investigation is of.
const (
	Cluster   = "cluster"
	Files     = "files"
	Recording = "recording"
)

// Reading begins what one source reads in a gathering.
func Reading(ctx context.Context, source string, wants int) (context.Context, Span) {
	return begin(ctx, "gather "+source, Source.String(source), Wants.Int(wants))
}

// Read counts a record of a source or, with a reason, a gap.
func Read(ctx context.Context, source, reason string) {
	if reason == "" {
		Count(ctx, "netwhy.evidence.records", "{record}", "Evidence that was read.", 1, Source.String(source))
		return
	}
	Count(ctx, "netwhy.evidence.gaps", "{gap}", "Evidence that could not be read.", 1, Source.String(source), Reason.String(reason))
}

// Tool begins a call of a tool, whose name must be one of ours and no model's
// word. It ends with how many items there are, or with the reason why none.
func Tool(ctx context.Context, name string) (context.Context, func(items int, reason string)) {
	tool := semconv.GenAIToolName(name)
	ctx, s := begin(ctx, "execute_tool "+name, semconv.GenAIOperationNameExecuteTool, tool)
	return ctx, func(items int, reason string) {
		by := []attribute.KeyValue{tool}
		if reason == "" {
			s.Tell(Items, items)
		} else {
			s.fail(reason)
			by = append(by, semconv.ErrorTypeKey.String(reason))
		}
		s.End()
		lasted(ctx, "netwhy.tool.duration", "How long calls of tools took.", time.Since(s.start), by...)
	}
}
