package realcluster

import (
	"context"
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
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		err := holds(ctx)
		if err == nil {
			return nil
		}
		if dead := c.dead(ctx); dead != "" {
			return fmt.Errorf("cannot wait for %s: %w\n%s", what, err, dead)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("cannot wait for %s: %w: %w", what, ctx.Err(), err)
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
