// Package span tells traces and metrics what asking a model took.
//
// # Contract
//
// A [Provider] stands before another. It makes one span of each turn and counts
// what a bill counts, after OpenTelemetry's conventions for generative AI as of
// version 1.41: operation, models, server, tokens, and the kind of a failure; the
// price is Netwhy's own. Without a configured exporter it costs nothing worth
// counting.
//
// # Why
//
// A trace goes to others than those who may read the cluster. So no message, no
// tool's arguments and no error's words are in it: an error is told by its kind,
// which is one of a closed list, and the model's name as the endpoint has it only
// where it looks like one.
package span

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/telemetry"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	"go.opentelemetry.io/otel/trace"
)

// Keys of Netwhy's own.
const (
	attempts = attribute.Key("netwhy.model.attempts")
	cost     = attribute.Key("netwhy.model.cost")
)

// Provider asks another one, within a span.
type Provider struct {
	llm.Provider
	Settings llm.Settings
}

// names of services, as the conventions have them.
var names = map[llm.Service]attribute.KeyValue{llm.Azure: semconv.GenAIProviderNameAzureAIOpenAI, llm.OpenAI: semconv.GenAIProviderNameOpenAI}

// aModel is what names of models look like.
var aModel = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,99}$`)

// server describes whom the provider asks.
func (p Provider) server() []attribute.KeyValue {
	service, host, port := p.Settings.Server()
	name, known := names[service]
	if !known {
		name = semconv.GenAIProviderNameKey.String(string(llm.Compatible))
	}
	server := []attribute.KeyValue{semconv.GenAIOperationNameChat, name, semconv.GenAIRequestModel(p.Settings.Model)}
	if host != "" {
		server = append(server, semconv.ServerAddress(host), semconv.ServerPort(port))
	}
	return server
}

// Answer asks, and tells what it took.
func (p Provider) Answer(ctx context.Context, request llm.Request, each func(llm.Delta)) (llm.Answer, error) {
	server := p.server()
	ctx, s := telemetry.Tracer().Start(ctx, "chat "+p.Settings.Model, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(server...))
	defer s.End()
	start := time.Now()
	answer, err := p.Provider.Answer(ctx, request, each)
	s.SetAttributes(attempts.Int(answer.Attempts))
	if aModel.MatchString(answer.Model) {
		s.SetAttributes(semconv.GenAIResponseModel(answer.Model))
	}
	if u := answer.Usage; u.Known {
		s.SetAttributes(semconv.GenAIUsageInputTokens(u.Input), semconv.GenAIUsageOutputTokens(u.Output),
			semconv.GenAIUsageCacheReadInputTokens(u.Cached), semconv.GenAIUsageReasoningOutputTokens(u.Reasoning))
		if price := p.Settings.Price; price != nil {
			s.SetAttributes(cost.Float64(price.Of(u)), telemetry.Currency.String(price.Currency))
		}
	}
	failure := kind(err)
	if failure != "" {
		s.SetAttributes(semconv.ErrorTypeKey.String(failure))
		s.SetStatus(codes.Error, failure)
	}
	count(ctx, server, answer, llm.Unmetered(answer, err), failure, p.Settings.Price, time.Since(start))
	return answer, err
}

// kind is that of a failure, "" without one.
func kind(err error) string {
	if err == nil {
		return ""
	}
	var failure *llm.Error
	if errors.As(err, &failure) {
		return string(failure.Kind)
	}
	return semconv.ErrorTypeOther.Value.AsString()
}
