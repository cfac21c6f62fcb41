package llm

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

func TestAccounts(t *testing.T) {
	s := llmtest.Start(t,
		llmtest.Say{Text: "yes", Tokens: &llmtest.Tokens{Input: 1_000_000, Cached: 400_000, Output: 100_000, Reasoning: 60_000}},
		llmtest.Refuse(503, `{}`), llmtest.Say{Text: "yes", Tokens: &llmtest.Tokens{Input: 10, Output: 5}},
		llmtest.Refuse(401, `{}`), // makes no tokens
		llmtest.Say{Refusal: "no", Tokens: &llmtest.Tokens{Input: 10, Output: 5}},
		llmtest.Say{Text: "yes"}) // does not say how many
	price := &Price{Input: 2, Cached: 0.5, Output: 8, Currency: "EUR", Date: "2026-11-01"}
	conversation := &Account{Provider: endpoint(t, s, nil), Price: price}
	first, second := &Account{Provider: conversation, Price: price}, &Account{Provider: conversation}
	ask := func(a *Account, times int) {
		for range times {
			a.Answer(t.Context(), question, nil) //nolint:errcheck // failures are what is counted
		}
	}
	ask(first, 2)
	cost := 0.6*2 + 0.4*0.5 + 0.1*8 + (10*2+5*8)/1e6
	expect(t, first, Bill{Calls: 2, Attempts: 3, Input: 1_000_010, Cached: 400_000, Output: 100_005, Reasoning: 60_000, Cost: &cost, Currency: "EUR", Priced: "2026-11-01"})
	ask(second, 2)
	expect(t, second, Bill{Calls: 2, Failed: 2, Attempts: 2, Input: 10, Output: 5})
	ask(second, 1)
	expect(t, second, Bill{Calls: 3, Failed: 2, Attempts: 3, Unmetered: 1, Input: 10, Output: 5})
	// What was not metered leaves the cost unknown, not small.
	expect(t, conversation, Bill{Calls: 5, Failed: 2, Attempts: 6, Unmetered: 1, Input: 1_000_020, Cached: 400_000, Output: 100_010, Reasoning: 60_000, Currency: "EUR", Priced: "2026-11-01"})
}

func expect(t *testing.T, a *Account, want Bill) {
	t.Helper()
	got := a.Bill()
	if got.Seconds <= 0 {
		t.Errorf("it took %f seconds", got.Seconds)
	}
	got.Seconds = 0
	if diff := cmp.Diff(want, got, cmp.Comparer(func(x, y float64) bool { return x-y < 1e-9 && y-x < 1e-9 })); diff != "" {
		t.Error(diff)
	}
}

func TestCachedTokensWithoutDiscount(t *testing.T) {
	u := Usage{Input: 1_000_000, Cached: 400_000}
	if got := (&Price{Input: 2}).Of(u); got != 2 {
		t.Errorf("they cost %f", got)
	}
}

// silent is a provider that answers nothing and cannot be reached.
type silent struct{}

func (silent) Answer(context.Context, Request, func(Delta)) (Answer, error) {
	return Answer{}, &Error{Kind: Unreachable}
}

func TestBillOfNothing(t *testing.T) {
	a := &Account{Provider: silent{}, Price: &Price{Currency: "EUR", Date: "2026-11-01"}}
	a.Answer(t.Context(), question, nil) //nolint:errcheck // it never answers
	text, err := json.Marshal(a.Bill())
	if want := `{"calls":1,"failed":1,"attempts":0,"inputTokens":0,"cachedTokens":0,"outputTokens":0,"reasoningTokens":0,"seconds":0,"cost":0,"currency":"EUR","priced":"2026-11-01"}`; err != nil || string(text) != want {
		t.Errorf("%s: %v", text, err)
	}
}
