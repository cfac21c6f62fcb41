package main

import (
	"context"
	"net"
	"slices"
	"sync"
	"time"
)

type measurement struct {
	Kind   string `json:"kind"`
	Target string `json:"target"`
	counts
	Milliseconds spread `json:"milliseconds"`
}

// spread is that of the attempts that succeeded.
type spread struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
}

func measure(ctx context.Context, in invocation) error {
	n := in.flags.Int("n", 10, "`attempts`")
	timeout := in.flags.Duration("timeout", time.Second, "of one attempt")
	parallel := in.flags.Int("parallel", 1, "attempts at once")
	interval := in.flags.Duration("interval", 0, "between the starts of two attempts")
	hold := in.flags.Bool("hold", false, "tcp: only connect, and stay connected until the end")
	operands, err := in.operands()
	switch {
	case err != nil:
		return err
	case len(operands) != 2:
		return misused("want a kind and a target, not %q", operands)
	case *n < 1 || *parallel < 1 || *timeout <= 0 || *interval < 0:
		return misused("-n, -parallel and -timeout must be positive, and -interval not negative")
	case *hold && operands[0] != "tcp":
		return misused("-hold is for tcp")
	}
	m := measurement{Kind: operands[0], Target: operands[1], counts: newCounts()}
	if err := check(m.Kind, m.Target); err != nil {
		return err
	}
	p := probe{resolver: pure(), timeout: *timeout}
	if *hold {
		held := &holder{}
		defer held.close()
		p.hold = held.add
	}
	m.take(ctx, p, *n, *parallel, *interval)
	if err := in.print(m); err != nil {
		return err
	}
	if m.OK < *n {
		return errCounted
	}
	return nil
}

func (m *measurement) take(ctx context.Context, p probe, n, parallel int, interval time.Duration) {
	var took []time.Duration
	each(ctx, n, parallel, interval, func() (record func()) {
		began := time.Now()
		err := p.attempt(ctx, m.Kind, m.Target)
		end := time.Now()
		if ctx.Err() != nil { // cut short: says nothing of the target
			return func() {}
		}
		return func() {
			if m.add(err); err == nil {
				took = append(took, end.Sub(began))
			}
		}
	})
	m.Milliseconds = spreadOf(took)
}

func spreadOf(took []time.Duration) spread {
	if len(took) == 0 {
		return spread{}
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	last := len(took) - 1
	return spread{Min: ms(took[0]), Median: ms((took[last/2] + took[len(took)/2]) / 2), Max: ms(took[last])}
}

// holder keeps connections open until all are there.
type holder struct {
	sync.Mutex
	conns []net.Conn
}

func (h *holder) add(c net.Conn) {
	h.Lock()
	defer h.Unlock()
	h.conns = append(h.conns, c)
}

func (h *holder) close() {
	h.Lock()
	defer h.Unlock()
	for _, c := range h.conns {
		_ = c.Close()
	}
}
