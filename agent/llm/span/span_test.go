package span_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/span"
	"go.opentelemetry.io/otel"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

type played struct {
	answer llm.Answer
	err    error
}

func (p played) Answer(context.Context, llm.Request, func(llm.Delta)) (llm.Answer, error) {
	return p.answer, p.err
}

// planted is text that must stand in no span.
const planted = "pod-of-the-cluster sk-secret"

var request = llm.Request{Messages: []llm.Message{{Role: llm.User, Text: planted}}}

func ask(t *testing.T, p played) (tracetest.SpanStub, map[string]any) {
	t.Helper()
	kept := tracetest.NewInMemoryExporter()
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdk.NewTracerProvider(sdk.WithSyncer(kept)))
	defer otel.SetTracerProvider(before)
	asked := span.Provider{Provider: p, Settings: llm.Settings{
		Endpoint: "https://ours.openai.azure.com", Model: "m", Price: &llm.Price{Input: 2, Cached: 1, Output: 4, Currency: "EUR", Date: "2026-01-01"},
	}}
	if _, err := asked.Answer(t.Context(), request, nil); !errors.Is(err, p.err) {
		t.Fatal(err)
	}
	spans := kept.GetSpans()
	if len(spans) != 1 {
		t.Fatalf("%d spans", len(spans))
	}
	if text := fmt.Sprintf("%+v", spans[0]); strings.Contains(text, "pod-of") || strings.Contains(text, "secret") {
		t.Error("a span holds what the model was told or said: ", text)
	}
	values := map[string]any{}
	for _, a := range spans[0].Attributes {
		values[string(a.Key)] = a.Value.AsInterface()
	}
	return spans[0], values
}

func TestAnAnswer(t *testing.T) {
	s, got := ask(t, played{answer: llm.Answer{
		Message: llm.Message{Text: planted}, Model: "m-1", Attempts: 2, Usage: llm.Usage{Input: 9, Cached: 4, Output: 3, Reasoning: 1, Known: true},
	}})
	want := map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "azure.ai.openai", "gen_ai.request.model": "m", "gen_ai.response.model": "m-1",
		"gen_ai.usage.input_tokens": int64(9), "gen_ai.usage.cache_read.input_tokens": int64(4), "gen_ai.usage.output_tokens": int64(3),
		"gen_ai.usage.reasoning.output_tokens": int64(1), "server.address": "ours.openai.azure.com", "server.port": int64(443),
		"netwhy.model.attempts": int64(2), "netwhy.model.cost": 26e-6, "netwhy.currency": "EUR",
	}
	if diff := cmp.Diff(want, got); diff != "" || s.Name != "chat m" || s.Status.Code.String() != "Unset" {
		t.Error(s.Name, s.Status, diff)
	}
}

func TestAFailureIsToldByItsKind(t *testing.T) {
	for want, err := range map[string]error{"rate limited": &llm.Error{Kind: llm.RateLimited, Message: planted}, "_OTHER": errors.New(planted)} {
		s, got := ask(t, played{err: err})
		_, counted := got["gen_ai.usage.input_tokens"]
		if got["error.type"] != want || s.Status.Description != want || s.Status.Code.String() != "Error" || counted {
			t.Error(s.Status, got)
		}
	}
}

func TestAModelIsNamedOnlyByWhatLooksLikeAName(t *testing.T) {
	for _, name := range []string{"", planted, "m\n", "<b>m</b>"} {
		_, got := ask(t, played{answer: llm.Answer{Model: name}})
		if told, there := got["gen_ai.response.model"]; there {
			t.Errorf("it tells %q", told)
		}
	}
}
