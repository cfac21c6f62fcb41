package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
)

func item(namespace, name string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"metadata":{"name":%q,"namespace":%q}}`, name, namespace))
}

func TestHeldReadingsAreGivenToThoseWhoTakeThem(t *testing.T) {
	s := &Source{crowd: newTogether(), held: newHeld()}
	reads := 0
	ask := func(ctx context.Context) tool.Reading {
		t.Helper()
		reading, err := s.share(ctx, ListArgs{Resource: "pods"}, func(context.Context) (tool.Reading, error) {
			reads++
			return tool.Reading{Items: []json.RawMessage{item("shop", fmt.Sprint("web-", reads))}}, nil
		})
		if err != nil || len(reading.Items) != 1 {
			t.Fatalf("got %v, %v", reading, err)
		}
		return reading
	}
	began := time.Now()
	first := ask(t.Context())
	if !first.At.IsZero() {
		t.Errorf("what was read when it was asked says that it was read at %s", first.At)
	}
	shared := ask(tool.TakeSince(t.Context(), began))
	if reads != 1 || string(shared.Items[0]) != string(first.Items[0]) || shared.At.Before(began) {
		t.Errorf("%d readings; at %s, asked for since %s", reads, shared.At, began)
	}
	if ask(t.Context()); reads != 2 {
		t.Error("who takes nothing from before got it")
	}
	if ask(tool.TakeSince(t.Context(), time.Now())); reads != 3 {
		t.Error("who takes nothing from before a time got it")
	}
}

func TestFailuresAreNotHeld(t *testing.T) {
	s := &Source{crowd: newTogether(), held: newHeld()}
	ctx, reads := tool.TakeSince(t.Context(), time.Now()), 0
	for range 2 {
		if _, err := s.share(ctx, GetArgs{Name: "web"}, func(context.Context) (tool.Reading, error) {
			reads++
			return tool.Reading{}, &tool.Failure{Reason: "timeout"}
		}); err == nil {
			t.Error("a failure is told as a reading")
		}
	}
	if reads != 2 {
		t.Errorf("%d readings, want 2", reads)
	}
}

func TestObjectsAreFoundInWholeLists(t *testing.T) {
	began := time.Now()
	h := newHeld()
	h.keep(ListArgs{Resource: "pods", Namespace: "shop", Limit: defaultLimit}, began, tool.Reading{Items: []json.RawMessage{item("shop", "web-1")}})
	h.keep(ListArgs{Resource: "pods", Namespace: "team", Limit: defaultLimit, Labels: "app=web"}, began, tool.Reading{Items: []json.RawMessage{item("team", "web-1")}})
	h.keep(ListArgs{Resource: "nodes", Limit: defaultLimit}, began, tool.Reading{Items: []json.RawMessage{item("", "node-a")}})
	for _, c := range []struct {
		ask   GetArgs
		found bool
		items int
	}{
		{GetArgs{"pods", "shop", "web-1"}, true, 1},
		{GetArgs{"pods", "shop", "web-2"}, true, 0},  // it does not exist
		{GetArgs{"pods", "team", "web-1"}, false, 0}, // a selection is no whole list
		{GetArgs{"nodes", "", "node-a"}, true, 1},
		{GetArgs{"services", "shop", "web"}, false, 0},
	} {
		reading, found := h.named(c.ask, began)
		if found != c.found || len(reading.Items) != c.items || found && !reading.At.Equal(began) {
			t.Errorf("%+v: got %v, %v", c.ask, reading, found)
		}
		if _, found := h.named(c.ask, time.Now()); found {
			t.Errorf("%+v: found in a list from before", c.ask)
		}
	}
}

func TestHeldReadingsAreBounded(t *testing.T) {
	h := newHeld()
	large := tool.Reading{Items: []json.RawMessage{make([]byte, mostHeld/3)}}
	for i := range 5 {
		h.keep(GetArgs{Name: fmt.Sprint(i)}, time.Now(), large)
	}
	if h.bytes > mostHeld || len(h.known) != 3 || len(h.order) != 3 {
		t.Errorf("%d bytes in %d readings, want at most %d", h.bytes, len(h.known), mostHeld)
	}
	if h.find(GetArgs{Name: "0"}, time.Time{}) != nil || h.find(GetArgs{Name: "4"}, time.Time{}) == nil {
		t.Error("the newest were forgotten")
	}
	h.keep(GetArgs{Name: "huge"}, time.Now(), tool.Reading{Items: []json.RawMessage{make([]byte, mostHeld+1)}})
	if len(h.known) != 3 {
		t.Error("a reading beyond the bound is held, or drove out others")
	}
	h.expire(GetArgs{Name: "4"}, time.Now())
	if h.bytes != 2*(mostHeld/3) || h.find(GetArgs{Name: "4"}, time.Time{}) != nil {
		t.Errorf("an old reading is held: %d bytes", h.bytes)
	}
}
