package telemetry

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	"go.opentelemetry.io/otel/trace"
)

// Scope is the name of the instrumentation, and Schema the version of the
// conventions that it keeps to.
const (
	Scope  = "github.com/netwhy/netwhy"
	Schema = semconv.SchemaURL
)

// Keys of Netwhy's own.
const (
	Status   = attribute.Key("netwhy.status")
	Of       = attribute.Key("netwhy.of") // cluster, files or recording
	Source   = attribute.Key("netwhy.source")
	Reason   = attribute.Key("netwhy.reason")
	Wants    = attribute.Key("netwhy.wants")
	Records  = attribute.Key("netwhy.records")
	Gaps     = attribute.Key("netwhy.gaps")
	Items    = attribute.Key("netwhy.items")
	Checks   = attribute.Key("netwhy.checks")
	Failed   = attribute.Key("netwhy.failed")
	Causes   = attribute.Key("netwhy.causes")
	Currency = attribute.Key("netwhy.currency")
)

// Tracer makes spans.
func Tracer() trace.Tracer { return otel.Tracer(Scope, trace.WithSchemaURL(Schema)) }

// Meter makes instruments.
func Meter() metric.Meter { return otel.Meter(Scope, metric.WithSchemaURL(Schema)) }

// Span is work under way.
type Span struct {
	span  trace.Span
	start time.Time
}

func begin(ctx context.Context, name string, attributes ...attribute.KeyValue) (context.Context, Span) {
	ctx, s := Tracer().Start(ctx, name, trace.WithAttributes(attributes...))
	return ctx, Span{s, time.Now()}
}

// In is a context within the span, however it is bounded.
func (s Span) In(ctx context.Context) context.Context { return trace.ContextWithSpan(ctx, s.span) }

// Tell adds numbers to a span.
func (s Span) Tell(key attribute.Key, n int) { s.span.SetAttributes(key.Int(n)) }

// End ends the span; a second time it does nothing.
func (s Span) End() { s.span.End() }

// fail marks a span as one of work that failed, by a word of a closed list.
func (s Span) fail(kind string) {
	s.span.SetAttributes(semconv.ErrorTypeKey.String(kind))
	s.span.SetStatus(codes.Error, kind)
}

// Step is a part of an investigation.
type Step string

// The steps, in their order. A question that a conversation answers may have
// an investigation within it, or none.
const (
	Question Step = "question"
	Plan     Step = "plan"
	Gather   Step = "gather"
	Judge    Step = "judge"
	Explain  Step = "explain" // a model looks further and explains
)

// Begin begins a step.
func Begin(ctx context.Context, step Step) (context.Context, Span) { return begin(ctx, string(step)) }
