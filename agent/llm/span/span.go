// Package span tells a trace what asking a model took.
//
// # Contract
//
// A [Provider] stands before another and makes one span of each turn, after
// OpenTelemetry's conventions for generative AI: operation, models, tokens, and
// the kind of a failure. Without a configured tracer it costs nothing worth
// counting.
//
// # Why
//
// A trace goes to others than those who may read the cluster. So no message, no
// tool's arguments and no error's words are in it: an error is told by its kind,
// which is one of a closed list.
package span

import (
	"context"
	"errors"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/checks"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Provider asks another one, within a span.
type Provider struct {
	llm.Provider
	Tracer  trace.Tracer
	Service llm.Service
	Model   string
}

// names of services, as the conventions have them.
var names = map[llm.Service]string{llm.Azure: "azure.ai.openai", llm.OpenAI: "openai"}

// Answer asks, and says what it took.
func (p Provider) Answer(ctx context.Context, request llm.Request, each func(llm.Delta)) (llm.Answer, error) {
	ctx, s := p.Tracer.Start(ctx, "chat "+p.Model, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("gen_ai.operation.name", "chat"), attribute.String("gen_ai.request.model", p.Model)))
	defer s.End()
	name, known := names[p.Service]
	if !known {
		name = string(llm.Compatible)
	}
	s.SetAttributes(attribute.String("gen_ai.provider.name", name))
	answer, err := p.Provider.Answer(ctx, request, each)
	s.SetAttributes(attribute.Int("netwhy.model.attempts", answer.Attempts))
	if answer.Model != "" {
		s.SetAttributes(attribute.String("gen_ai.response.model", checks.Clean(answer.Model, 100)))
	}
	if u := answer.Usage; u.Known {
		s.SetAttributes(attribute.Int("gen_ai.usage.input_tokens", u.Input), attribute.Int("gen_ai.usage.output_tokens", u.Output),
			attribute.Int("gen_ai.usage.cache_read.input_tokens", u.Cached))
	}
	if err != nil {
		kind := "_OTHER"
		var failure *llm.Error
		if errors.As(err, &failure) {
			kind = string(failure.Kind)
		}
		s.SetAttributes(attribute.String("error.type", kind))
		s.SetStatus(codes.Error, kind)
	}
	return answer, err
}
