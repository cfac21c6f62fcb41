package span

import (
	"context"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/telemetry"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	"go.opentelemetry.io/otel/semconv/v1.41.0/genaiconv"
)

// Bounds of histograms, as the conventions advise.
var (
	tokenBounds  = []float64{1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864}
	secondBounds = []float64{0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92}
)

// count adds a turn to the metrics: to those of the conventions, and to Netwhy's
// own, which are the entries of a bill.
func count(ctx context.Context, server []attribute.KeyValue, answer llm.Answer, unmetered bool, failure string, price *llm.Price, took time.Duration) {
	meter, u := telemetry.Meter(), answer.Usage
	tokens, badTokens := genaiconv.NewClientTokenUsage(meter, metric.WithExplicitBucketBoundaries(tokenBounds...))
	duration, badDuration := genaiconv.NewClientOperationDuration(meter, metric.WithExplicitBucketBoundaries(secondBounds...))
	for _, err := range []error{badTokens, badDuration} {
		if err != nil {
			otel.Handle(err)
		}
	}
	by := slices.Clone(server)
	if failure != "" {
		by = append(by, semconv.ErrorTypeKey.String(failure))
	}
	duration.Inst().Record(ctx, took.Seconds(), metric.WithAttributes(by...))
	telemetry.Count(ctx, "netwhy.model.calls", "{call}", "Turns that were asked of a model.", 1, by...)
	telemetry.Count(ctx, "netwhy.model.requests", "{request}", "Requests that they took, retries included.", answer.Attempts, server...)
	if unmetered {
		telemetry.Count(ctx, "netwhy.model.unmetered", "{call}", "Turns whose tokens the endpoint did not tell.", 1, server...)
	}
	of := func(sort attribute.KeyValue) metric.MeasurementOption {
		return metric.WithAttributes(append(slices.Clone(server), sort)...)
	}
	if u.Known {
		tokens.Inst().Record(ctx, int64(u.Input), of(semconv.GenAITokenTypeInput))
		tokens.Inst().Record(ctx, int64(u.Output), of(semconv.GenAITokenTypeOutput))
	}
	telemetry.Count(ctx, "netwhy.model.tokens", "{token}", "Tokens that were used.", u.Input, append(slices.Clone(server), semconv.GenAITokenTypeInput)...)
	telemetry.Count(ctx, "netwhy.model.tokens", "{token}", "Tokens that were used.", u.Output, append(slices.Clone(server), semconv.GenAITokenTypeOutput)...)
	telemetry.Count(ctx, "netwhy.model.cached_tokens", "{token}", "Of the input, what the endpoint had in its cache.", u.Cached, server...)
	telemetry.Count(ctx, "netwhy.model.reasoning_tokens", "{token}", "Of the output, what the model thought.", u.Reasoning, server...)
	if price != nil {
		spend(ctx, meter, price.Of(u), append(slices.Clone(server), telemetry.Currency.String(price.Currency)))
	}
}

func spend(ctx context.Context, meter metric.Meter, amount float64, by []attribute.KeyValue) {
	c, err := meter.Float64Counter("netwhy.model.cost", metric.WithUnit("{currency}"), metric.WithDescription("What the metered turns cost, by the configured prices."))
	if err != nil {
		otel.Handle(err)
		return
	}
	c.Add(ctx, amount, metric.WithAttributes(by...))
}
