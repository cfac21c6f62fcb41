package tool

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
)

type words struct {
	Word string `json:"word"`
	Many int    `json:"many,omitempty"`
}

func registry(t *testing.T, audit func(Event), spec Spec, handler func(context.Context, words) (Reading, error)) *Registry {
	t.Helper()
	spec.Name = "say"
	say, err := New(spec, nil, handler)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRegistry(audit, say)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func reason(err error) evidence.Reason {
	var f *Failure
	if errors.As(err, &f) {
		return f.Reason
	}
	return ""
}

func TestCallsAreAudited(t *testing.T) {
	var seen []Event
	r := registry(t, func(e Event) { seen = append(seen, e) }, Spec{}, func(_ context.Context, w words) (Reading, error) {
		return Reading{Items: []json.RawMessage{[]byte(`"` + w.Word + `"`)}}, nil
	})
	reading, err := r.CallJSON(t.Context(), Caller{Name: "ann", Face: "cli", Rights: Own}, "say", []byte(`{"word":"hello"}`))
	if err != nil || string(reading.Items[0]) != `"hello"` {
		t.Errorf("got %v, %v", reading, err)
	}
	if len(seen) != 1 || seen[0].Caller.Name != "ann" || seen[0].Tool != "say" || seen[0].Items != 1 {
		t.Errorf("the audit saw %+v", seen)
	}
}

func TestArgumentsAreHeldAgainstTheSchema(t *testing.T) {
	r := registry(t, nil, Spec{Enums: map[string][]string{"word": {"yes", "no"}}}, func(context.Context, words) (Reading, error) { return Reading{}, nil })
	for _, bad := range []string{`{}`, `{"word":"maybe"}`, `{"word":1}`, `{"word":"yes","exec":"rm"}`, `[]`, `nonsense`} {
		if _, err := r.CallJSON(t.Context(), Caller{Rights: Own}, "say", []byte(bad)); err == nil || !strings.Contains(err.Error(), "arguments of say") {
			t.Errorf("%s: got %v", bad, err)
		}
	}
	if _, err := r.CallJSON(t.Context(), Caller{Rights: Own}, "shout", []byte(`{}`)); err == nil {
		t.Error("called a tool that does not exist")
	}
	if _, err := r.Call(t.Context(), Caller{Rights: Own}, "say", 7); reason(err) != evidence.Malformed {
		t.Errorf("arguments of another type: %v", err)
	}
}

func TestFailuresHaveAReason(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		handler func(context.Context, words) (Reading, error)
		want    evidence.Reason
	}{
		{func(context.Context, words) (Reading, error) { return Reading{}, boom }, evidence.Malformed},
		{func(context.Context, words) (Reading, error) { panic("oh") }, evidence.Malformed},
		{func(context.Context, words) (Reading, error) {
			return Reading{}, &Failure{Reason: evidence.Forbidden, Err: boom}
		}, evidence.Forbidden},
	} {
		if _, err := registry(t, nil, Spec{}, c.handler).Call(t.Context(), Caller{Rights: Own}, "say", words{}); reason(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestDeadlinesAndCancellationAreToldApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := registry(t, nil, Spec{Timeout: 3 * time.Second}, func(ctx context.Context, _ words) (Reading, error) {
			<-ctx.Done()
			return Reading{}, ctx.Err()
		})
		start := time.Now()
		if _, err := r.Call(t.Context(), Caller{Rights: Own}, "say", words{}); reason(err) != evidence.Timeout || time.Since(start) != 3*time.Second {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := r.Call(ctx, Caller{Rights: Own}, "say", words{}); reason(err) != evidence.NotRead {
			t.Errorf("got %v", err)
		}
	})
}

func TestConcurrencyIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		r := registry(t, nil, Spec{}, func(context.Context, words) (Reading, error) {
			n := now.Add(1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			time.Sleep(time.Millisecond)
			now.Add(-1)
			return Reading{}, nil
		})
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if _, err := r.Call(t.Context(), Caller{Rights: Own}, "say", words{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if most.Load() != DefaultConcurrency {
			t.Errorf("%d calls at once, want %d", most.Load(), DefaultConcurrency)
		}
	})
}

func TestAWrongSpecIsAnError(t *testing.T) {
	handler := func(context.Context, words) (Reading, error) { return Reading{}, nil }
	if _, err := New(Spec{Name: "x", Enums: map[string][]string{"absent": {"a"}}}, nil, handler); err == nil {
		t.Error("restricted an argument that is not there")
	}
	one, err := New(Spec{Name: "x"}, nil, handler)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewRegistry(nil, one, one); err == nil {
		t.Error("registered a name twice")
	}
}
