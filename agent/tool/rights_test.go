package tool

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

// only are rights to one thing.
type only Access

func (o only) May(_ context.Context, a Access) error {
	if a != Access(o) {
		return &Failure{Reason: evidence.Forbidden, Needs: a.String()}
	}
	return nil
}

// silent cannot say.
type silent struct{}

func (silent) May(context.Context, Access) error {
	return &Failure{Reason: evidence.Unreachable, Err: errors.New("no answer")}
}

func TestNothingIsReadWithoutTheRight(t *testing.T) {
	word := func(w words) []Access { return []Access{{Verb: "say", Resource: w.Word}} }
	for name, c := range map[string]struct {
		needs  func(words) []Access
		rights Rights
		want   evidence.Reason
		rests  []Access
	}{
		"nobody":                   {word, nil, evidence.Forbidden, nil},
		"who may":                  {word, only{Verb: "say", Resource: "yes"}, "", []Access{{Verb: "say", Resource: "yes"}}},
		"who may another":          {word, only{Verb: "say", Resource: "no"}, evidence.Forbidden, nil},
		"who it is not said of":    {word, silent{}, evidence.Unreachable, nil},
		"whose own rights hold":    {word, Own, "", []Access{{Verb: "say", Resource: "yes"}}},
		"a tool that says nothing": {nil, only{Verb: "say", Resource: "yes"}, evidence.Forbidden, nil},
		"and one's own rights":     {nil, Own, "", []Access{{Verb: "read", Group: Group, Resource: "say"}}},
		"a tool that needs none":   {func(words) []Access { return nil }, only{}, "", nil},
		"and nobody":               {func(words) []Access { return nil }, nil, "", nil},
		"the second of two":        {func(words) []Access { return []Access{{Verb: "a"}, {Verb: "b"}} }, only{Verb: "a"}, evidence.Forbidden, []Access{{Verb: "a"}}},
	} {
		ran := false
		say, err := New(Spec{Name: "say"}, c.needs, func(context.Context, words) (Reading, error) {
			ran = true
			return Reading{Items: []json.RawMessage{[]byte("1")}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var seen Event
		r, err := NewRegistry(func(e Event) { seen = e }, say)
		if err != nil {
			t.Fatal(err)
		}
		reading, err := r.Call(t.Context(), Caller{Rights: c.rights}, "say", words{Word: "yes"})
		if reason(err) != c.want || ran != (err == nil) || (len(reading.Items) > 0) != ran {
			t.Errorf("%s: got %v, %v, read %v", name, reading, err, ran)
		}
		if !slices.Equal(seen.Rests, c.rests) || reason(seen.Err) != c.want {
			t.Errorf("%s: the audit saw %+v", name, seen)
		}
	}
}

func TestWhatAToolReadsInTurnIsAskedOfTheCaller(t *testing.T) {
	inner, err := New(Spec{Name: "inner"}, func(w words) []Access { return []Access{{Verb: "say", Resource: w.Word}} },
		func(context.Context, words) (Reading, error) { return Reading{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	base, err := NewRegistry(nil, inner)
	if err != nil {
		t.Fatal(err)
	}
	outer, err := New(Spec{Name: "outer"}, func(words) []Access { return nil }, func(ctx context.Context, w words) (Reading, error) {
		call := CallOf(ctx)
		return base.Within(call).Call(ctx, call.Caller, "inner", w)
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRegistry(nil, outer)
	if err != nil {
		t.Fatal(err)
	}
	var seen []Event
	audited := r.Audited(func(e Event) { seen = append(seen, e) })
	ann := Caller{Name: "ann", Rights: only{Verb: "say", Resource: "yes"}}
	if _, err := audited.Call(t.Context(), ann, "outer", words{Word: "yes"}); err != nil {
		t.Error(err)
	}
	if _, err := audited.Call(t.Context(), ann, "outer", words{Word: "no"}); reason(err) != evidence.Forbidden {
		t.Errorf("got %v", err)
	}
	if len(seen) != 4 || seen[0].Tool != "inner" || seen[0].Caller.Name != "ann" || len(seen[0].Rests) != 1 || len(seen[2].Rests) != 0 {
		t.Errorf("the audit saw %+v", seen)
	}
}

func TestOutsideOfACallNothingMayBeRead(t *testing.T) {
	if err := CallOf(t.Context()).May(t.Context(), Access{Verb: "say"}); reason(err) != evidence.Forbidden {
		t.Errorf("got %v", err)
	}
}
