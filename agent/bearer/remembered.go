package bearer

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"golang.org/x/time/rate"
)

const (
	mostRemembered = 10_000
	// Whoever sends made-up tokens must not keep the issuer busy; tokens that are
	// remembered are let in meanwhile.
	asksPerSecond = 20
	asksAtOnce    = 50
)

type known struct {
	user  access.User
	until time.Time
}

// Remembered spares an issuer the same question for a while. Only good answers
// are remembered; a token that was withdrawn is let in until then.
func Remembered(verify Verify, during time.Duration, now func() time.Time) Verify {
	var mu sync.Mutex
	seen := map[[sha256.Size]byte]known{}
	asks := rate.NewLimiter(asksPerSecond, asksAtOnce)
	return func(ctx context.Context, token string) (access.User, error) {
		key, asked := sha256.Sum256([]byte(token)), now()
		mu.Lock()
		k, found := seen[key]
		mu.Unlock()
		if found && asked.Before(k.until) {
			return k.user, nil
		}
		if !asks.AllowN(asked, 1) {
			return access.User{}, errors.New("too many unknown tokens just now")
		}
		user, err := verify(ctx, token)
		mu.Lock()
		defer mu.Unlock()
		if err != nil || user.Name == "" {
			delete(seen, key)
			return access.User{}, err
		}
		if len(seen) >= mostRemembered {
			clear(seen) // all are asked for anew, rather than that memory grows
		}
		seen[key] = known{user, asked.Add(during)}
		return user, nil
	}
}
