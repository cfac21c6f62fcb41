package access

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
)

// What one needs beside the permissions that readings need.
var (
	// Using lets a user ask at all.
	Using = tool.Access{Verb: "create", Group: tool.Group, Resource: "investigations"}
	// Auditing lets a user read who asked what.
	Auditing = tool.Access{Verb: "list", Group: tool.Group, Resource: "auditlogs"}
)

// Review asks the API server whether a user may.
type Review func(context.Context, User, tool.Access) (bool, error)

// Memory is how long an answer is remembered: a right that is withdrawn ends
// then.
const Memory = 30 * time.Second

// mostRemembered bounds the answers that are remembered.
const mostRemembered = 100_000

// Checker asks and remembers.
type Checker struct {
	review Review
	now    func() time.Time
	asking singleflight.Group
	mu     sync.Mutex
	known  map[key]answer
}

type key struct {
	user   [sha256.Size]byte
	access tool.Access
}

type answer struct {
	may   bool
	until time.Time
}

// New makes a checker.
func New(review Review, now func() time.Time) *Checker {
	return &Checker{review: review, now: now, known: map[key]answer{}}
}

// Of are the rights of a user. Nobody has none.
func (c *Checker) Of(u User) tool.Rights {
	text, err := json.Marshal(u)
	if err != nil || u.Name == "" {
		return nil
	}
	return rights{c, u, sha256.Sum256(text)}
}

type rights struct {
	*Checker
	user User
	hash [sha256.Size]byte
}

// May implements [tool.Rights].
func (r rights) May(ctx context.Context, a tool.Access) error {
	may, err := r.ask(ctx, key{r.hash, a})
	switch {
	case err != nil:
		return &tool.Failure{Reason: evidence.Unreachable, Needs: "an API server that says what you may read", Err: err}
	case !may:
		return &tool.Failure{Reason: evidence.Forbidden, Needs: "your own permission to " + a.String()}
	}
	return nil
}

func (r rights) ask(ctx context.Context, k key) (bool, error) {
	r.mu.Lock()
	known, found := r.known[k]
	r.mu.Unlock()
	if found && r.now().Before(known.until) {
		return known.may, nil
	}
	// Who waits for another's question does not end with it.
	asked := r.asking.DoChan(fmt.Sprintf("%x %q", k.user, k.access), func() (any, error) {
		may, err := r.review(context.WithoutCancel(ctx), r.user, k.access)
		if err != nil {
			return false, err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if len(r.known) >= mostRemembered {
			clear(r.known) // all are asked for anew, rather than that memory grows
		}
		r.known[k] = answer{may, r.now().Add(Memory)}
		return may, nil
	})
	select {
	case result := <-asked:
		may, _ := result.Val.(bool)
		return may && result.Err == nil, result.Err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

const atOnce = 8 // questions about one report

// All says whether rights cover all of a list: the first no, or nil.
func All(ctx context.Context, r tool.Rights, list []tool.Access) error {
	if r == nil {
		return &tool.Failure{Reason: evidence.Forbidden, Needs: "a known user"}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, a := range list {
		group.Go(func() error { return r.May(ctx, a) })
	}
	return group.Wait()
}
