package main

import (
	"context"
	"sync"
	"time"
)

// each does something n times, some of it at once, and records what came of it
// one at a time. The end of the context starts nothing new.
func each(ctx context.Context, n, parallel int, interval time.Duration, do func() (record func())) {
	var work sync.WaitGroup
	var recording sync.Mutex
	starts := make(chan struct{})
	for range min(n, parallel) {
		work.Go(func() {
			for range starts {
				record := do()
				recording.Lock()
				record()
				recording.Unlock()
			}
		})
	}
	pace(ctx, n, interval, starts)
	close(starts)
	work.Wait()
}

func pace(ctx context.Context, n int, interval time.Duration, starts chan<- struct{}) {
	for i := range n {
		if i > 0 && interval > 0 {
			select {
			case <-ctx.Done():
				return
			case <-time.After(interval):
			}
		}
		select {
		case <-ctx.Done():
			return
		case starts <- struct{}{}:
		}
	}
}
