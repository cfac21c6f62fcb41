package agent

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// injected is a registry whose readings a test decides, for errors that a real
// API server cannot be made to give at the right moment.
func injected(t *testing.T, read func(ctx context.Context, resource string) (tool.Reading, error)) *tool.Registry {
	t.Helper()
	var list []tool.Tool
	register := func(made tool.Tool, err error) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, made)
	}
	register(tool.New(tool.Spec{Name: evidence.ToolList}, nil, func(ctx context.Context, a kube.ListArgs) (tool.Reading, error) { return read(ctx, a.Resource) }))
	register(tool.New(tool.Spec{Name: evidence.ToolGet}, nil, func(ctx context.Context, a kube.GetArgs) (tool.Reading, error) { return read(ctx, a.Resource) }))
	register(tool.New(tool.Spec{Name: evidence.ToolEvents}, nil, func(ctx context.Context, _ kube.EventsArgs) (tool.Reading, error) { return read(ctx, "events") }))
	register(tool.New(tool.Spec{Name: evidence.ToolLogs}, nil, func(ctx context.Context, _ kube.LogsArgs) (tool.Reading, error) { return read(ctx, "logs") }))
	register(tool.New(tool.Spec{Name: evidence.ToolDNS}, nil, func(ctx context.Context, _ dns.Args) (tool.Reading, error) { return read(ctx, "dns") }))
	register(tool.New(tool.Spec{Name: evidence.ToolNode}, nil, func(context.Context, node.Args) (tool.Reading, error) {
		return tool.Reading{}, &tool.Failure{Reason: evidence.NotInstalled}
	}))
	register(tool.New(tool.Spec{Name: evidence.ToolCilium}, nil, func(context.Context, cilium.Args) (tool.Reading, error) { return tool.Reading{}, nil }))
	registry, err := tool.NewRegistry(nil, list...)
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

func objects(resource string) tool.Reading {
	byResource := map[string]string{
		"namespaces": `{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"}}`,
		"services":   `{"kind":"Service","apiVersion":"v1","metadata":{"name":"web","namespace":"shop"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}`,
	}
	if item := byResource[resource]; item != "" {
		return tool.Reading{Items: []json.RawMessage{[]byte(item)}}
	}
	return tool.Reading{}
}

func request(question string, registry *tool.Registry) Request {
	return Request{Question: question, Registry: registry, Caller: tool.Caller{Rights: tool.Own}, Program: "test", Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }}
}

func TestInterruptedItReportsWhatItRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	registry := injected(t, func(ctx context.Context, resource string) (tool.Reading, error) {
		if strings.HasPrefix(resource, "networkpolicies") { // asked in the first round, after the target is resolved
			cancel()
			<-ctx.Done()
			return tool.Reading{}, ctx.Err()
		}
		return objects(resource), nil
	})
	b, r, err := Investigate(ctx, request("is the network of namespace shop healthy?", registry))
	if err != nil {
		t.Fatal(err)
	}
	if r.Status == report.Healthy || r.Partial == "" || len(b.Records) == 0 || len(b.Gaps) == 0 {
		t.Errorf("got %s, partial %q, %d records, %d gaps", r.Status, r.Partial, len(b.Records), len(b.Gaps))
	}
	if !strings.Contains(r.Summary, "ended early") {
		t.Errorf("the summary hides it: %q", r.Summary)
	}
}

func TestAnAPIServerThatIsGoneIsAnError(t *testing.T) {
	registry := injected(t, func(context.Context, string) (tool.Reading, error) {
		return tool.Reading{}, &tool.Failure{Reason: evidence.Unreachable, Needs: "a connection", Err: errors.New("connection refused")}
	})
	if _, _, err := Investigate(t.Context(), request("pods in shop cannot reach payments", registry)); err == nil || !strings.Contains(err.Error(), "cannot reach the cluster") {
		t.Errorf("got %v", err)
	}
}

func TestHostileTextNeverReachesTheReport(t *testing.T) {
	registry := injected(t, func(_ context.Context, resource string) (tool.Reading, error) {
		if resource == "services" {
			return tool.Reading{Items: []json.RawMessage{[]byte(`{"kind":"Service","apiVersion":"v1","metadata":{"name":"web","namespace":"shop"},` +
				`"spec":{"selector":{"app":"\u001b[2J; $(rm -rf /)"},"ports":[{"name":"\u202egnp","port":80}]}}`)}}, nil
		}
		return objects(resource), nil
	})
	_, r, err := Investigate(t.Context(), request("service web in shop refuses connections", registry))
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range report.Formats() {
		var out strings.Builder
		if err := report.Write(&out, format, r, report.Options{Width: 80}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(out.String(), "\x1b\u202e") {
			t.Errorf("the report as %s holds what a terminal would obey", format)
		}
	}
}

func TestEveryFailureIsAGap(t *testing.T) {
	for _, reason := range evidence.Reasons() {
		registry := injected(t, func(_ context.Context, resource string) (tool.Reading, error) {
			if strings.HasPrefix(resource, "endpointslices") {
				return tool.Reading{}, &tool.Failure{Reason: reason, Needs: "something"}
			}
			return objects(resource), nil
		})
		b, r, err := Investigate(t.Context(), request("is the network of namespace shop healthy?", registry))
		if err != nil || r.Status == report.Healthy {
			t.Errorf("%s: got %v, %v", reason, r, err)
			continue
		}
		found := false
		for _, g := range b.Gaps {
			found = found || g.Kind == evidence.EndpointSlices.Name
		}
		if !found {
			t.Errorf("%s leaves no gap", reason)
		}
	}
}

func TestOffTopicIsDeclined(t *testing.T) {
	registry := injected(t, func(context.Context, string) (tool.Reading, error) {
		t.Error("the cluster was read")
		return tool.Reading{}, nil
	})
	var declined *Declined
	if _, _, err := Investigate(t.Context(), request("write me a poem about the sea", registry)); !errors.As(err, &declined) || declined.Sentence == "" {
		t.Errorf("got %v", err)
	}
}
