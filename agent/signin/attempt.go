package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"time"

	"golang.org/x/oauth2"
)

// attempt is a sign-in that has begun in a browser.
type attempt struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	To       string    `json:"to"` // where it comes back to
	Until    time.Time `json:"until"`
}

const (
	attemptsOf = 5 // of one browser, whose tabs may sign in side by side
	attempting = 10 * time.Minute
)

// The keys of a session.
const (
	keyAttempts = "attempts"
	keyUser     = "user"
	keyAgreed   = "agreed"
)

func (p *Porter) attemptsIn(ctx context.Context) (live []attempt) {
	var all []attempt
	if json.Unmarshal([]byte(p.sessions.GetString(ctx, keyAttempts)), &all) != nil {
		return nil
	}
	for _, a := range all {
		if time.Now().Before(a.Until) {
			live = append(live, a)
		}
	}
	return live
}

func (p *Porter) put(ctx context.Context, all []attempt) error {
	data, err := json.Marshal(all)
	p.sessions.Put(ctx, keyAttempts, string(data))
	return err
}

// attempt begins one.
func (p *Porter) attempt(ctx context.Context, to string) (attempt, error) {
	a := attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), To: to, Until: time.Now().Add(attempting)}
	if p.sessions.GetString(ctx, keyUser) == "" {
		p.sessions.SetDeadline(ctx, a.Until)
	}
	all := append(p.attemptsIn(ctx), a)
	return a, p.put(ctx, all[max(0, len(all)-attemptsOf):])
}

// take gives the attempt that an answer of the issuer is for, once.
func (p *Porter) take(ctx context.Context, state string) (found attempt, there bool, err error) {
	var left []attempt
	for _, a := range p.attemptsIn(ctx) {
		if subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) == 1 {
			found, there = a, true
		} else {
			left = append(left, a)
		}
	}
	if there {
		err = p.put(ctx, left)
	}
	return found, there, err
}
