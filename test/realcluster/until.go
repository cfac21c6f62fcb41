package realcluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// pace is the time between two looks at a condition.
const pace = 100 * time.Millisecond

// until looks at a condition until it holds. When time runs out, or a machine's
// process has ended, the error says so with what was seen last.
func (c *Cluster) until(ctx context.Context, what string, holds func(context.Context) error) error {
	return Until(ctx, pace, what, func(ctx context.Context) error {
		err := holds(ctx)
		if err != nil {
			if dead := c.dead(ctx); dead != "" {
				return fatal{fmt.Errorf("%w\n%s", err, dead)}
			}
		}
		return err
	})
}

// fatal is why waiting is of no use.
type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

// Until looks at a condition, at a pace, until it holds. When time runs out the
// error says what was seen last: not what running out of time itself says.
func Until(ctx context.Context, pace time.Duration, what string, holds func(context.Context) error) error {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	var err error
	for {
		now := holds(ctx)
		if now == nil {
			return nil
		}
		if err == nil || ctx.Err() == nil {
			err = now
		}
		if errors.As(now, new(fatal)) {
			return fmt.Errorf("cannot wait for %s: %w", what, now)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("cannot wait any longer for %s: %w: %w", what, ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// dead names the processes that have ended, with the end of their logs.
func (c *Cluster) dead(ctx context.Context) string {
	var text strings.Builder
	all := []*machine.Machine{c.control}
	for _, name := range Nodes() {
		all = append(all, c.nodes[name])
	}
	for _, m := range all {
		if m == nil {
			continue
		}
		states, err := m.States(ctx)
		if err != nil {
			continue // the condition's own error says enough
		}
		for _, s := range states {
			if s.Ended != "" {
				fmt.Fprintf(&text, "%s on %s ended (%s):\n%s\n", s.Name, m.Name, s.Ended, tail(m, s.Name))
			}
		}
	}
	return text.String()
}
