package llm

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Price is what a million tokens cost.
type Price struct {
	Input    float64 `json:"input"`
	Cached   float64 `json:"cached"` // 0 if there is no discount
	Output   float64 `json:"output"`
	Currency string  `json:"currency"`
	Date     string  `json:"date"` // of the price list, so that a report can say how old it is
}

func (p *Price) check() (bad []error) {
	if p == nil {
		return nil
	}
	if p.Input < 0 || p.Cached < 0 || p.Output < 0 {
		bad = append(bad, fmt.Errorf("price: must not be negative"))
	}
	if p.Currency == "" {
		bad = append(bad, fmt.Errorf("price.currency: missing"))
	}
	if _, err := time.Parse(time.DateOnly, p.Date); err != nil {
		bad = append(bad, fmt.Errorf("price.date: not a date like 2026-11-28"))
	}
	return bad
}

// Of is what a usage costs.
func (p *Price) Of(u Usage) float64 {
	cached := p.Cached
	if cached == 0 {
		cached = p.Input
	}
	return (float64(u.Input-u.Cached)*p.Input + float64(u.Cached)*cached + float64(u.Output)*p.Output) / 1e6
}

// Bill is what answers took.
type Bill struct {
	Calls     int     `json:"calls"`
	Failed    int     `json:"failed,omitempty"`    // calls without an answer
	Attempts  int     `json:"attempts"`            // requests on the wire
	Unmetered int     `json:"unmetered,omitempty"` // calls whose tokens the endpoint did not tell
	Input     int     `json:"inputTokens"`
	Cached    int     `json:"cachedTokens"`
	Output    int     `json:"outputTokens"`
	Reasoning int     `json:"reasoningTokens"`
	Seconds   float64 `json:"seconds"`
	// Cost is nil where it is not known: without a price, or if a call was not
	// metered.
	Cost     *float64 `json:"cost,omitempty"`
	Currency string   `json:"currency,omitempty"`
	Priced   string   `json:"priced,omitempty"` // date of the price list
}

// Account asks a provider and keeps the bill. It is a provider itself, so that
// an investigation's account can stand before a conversation's.
type Account struct {
	Provider Provider
	Price    *Price

	mu   sync.Mutex
	bill Bill
}

// Answer asks the provider and adds what it took to the bill, also when there
// is no answer.
func (a *Account) Answer(ctx context.Context, request Request, each func(Delta)) (Answer, error) {
	answer, err := a.Provider.Answer(ctx, request, each)
	a.mu.Lock()
	defer a.mu.Unlock()
	b := &a.bill
	b.Calls++
	if err != nil {
		b.Failed++
	}
	b.Attempts += answer.Attempts
	b.Seconds += answer.Duration.Seconds()
	if Unmetered(answer, err) {
		b.Unmetered++
	}
	b.Input += answer.Usage.Input
	b.Cached += answer.Usage.Cached
	b.Output += answer.Usage.Output
	b.Reasoning += answer.Usage.Reasoning
	return answer, err
}

// Unmetered says that an endpoint may have used tokens and did not tell how many.
func Unmetered(answer Answer, err error) bool { return !answer.Usage.Known && spent(err) }

// spent says whether tokens may have been used: an endpoint that does not
// accept a request makes none.
func spent(err error) bool {
	return err == nil || is(err, TimedOut, Cancelled, Filtered, Declined, Malformed, CutOff, Overlong, Unavailable)
}

// Bill is what all answers took so far.
func (a *Account) Bill() Bill {
	a.mu.Lock()
	defer a.mu.Unlock()
	b := a.bill
	if a.Price == nil {
		return b
	}
	b.Currency, b.Priced = a.Price.Currency, a.Price.Date
	if b.Unmetered == 0 {
		cost := a.Price.Of(Usage{Input: b.Input, Cached: b.Cached, Output: b.Output})
		b.Cost = &cost
	}
	return b
}
