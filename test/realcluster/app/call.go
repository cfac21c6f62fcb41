package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// client calls its targets for as long as it lives.
type client struct {
	sync.Mutex
	probe probe
	log   io.Writer
	calls []*target
}

type target struct {
	Kind    string    `json:"kind"`
	Target  string    `json:"target"`
	Outcome string    `json:"outcome"` // "ok" or the class of the failure; empty before the first
	Since   time.Time `json:"since"`
	counts
	LastError string `json:"lastError"`
}

func call(ctx context.Context, in invocation) error {
	interval := in.flags.Duration("interval", time.Second, "between two calls of a target")
	timeout := in.flags.Duration("timeout", time.Second, "of one call")
	status := in.flags.String("status", "", "serve the counts as JSON on this `address`: / and /ready")
	operands, err := in.operands()
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return misused("no target given")
	case *interval <= 0 || *timeout <= 0:
		return misused("-interval and -timeout must be positive")
	}
	c := &client{probe: probe{resolver: pure(), timeout: *timeout}, log: in.out}
	for _, o := range operands {
		t, err := parseTarget(o)
		if err != nil {
			return err
		}
		c.calls = append(c.calls, t)
	}
	failed := make(chan error, 1)
	if *status != "" {
		l, err := net.Listen("tcp", *status)
		if err != nil {
			return fmt.Errorf("cannot serve the status on %s: %w", *status, err)
		}
		defer func() { _ = l.Close() }()
		fmt.Fprintf(in.out, "listening http %s\n", l.Addr())
		go func() { failed <- fmt.Errorf("cannot go on serving the status: %w", http.Serve(l, c.handler())) }()
	}
	for _, t := range c.calls {
		go c.repeat(ctx, t, *interval)
	}
	select {
	case <-ctx.Done(): // at once: calls under way die with the process
		return nil
	case err := <-failed:
		return err
	}
}

func (c *client) repeat(ctx context.Context, t *target, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		err := c.probe.attempt(ctx, t.Kind, t.Target)
		if ctx.Err() != nil {
			return
		}
		c.record(t, err)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (c *client) record(t *target, err error) {
	c.Lock()
	defer c.Unlock()
	outcome, line := "ok", "ok"
	if err != nil {
		outcome = class(err)
		line = fmt.Sprintf("%s: %v", outcome, err)
		t.LastError = err.Error()
	}
	if t.add(err); outcome == t.Outcome {
		return
	}
	t.Outcome, t.Since = outcome, time.Now().UTC()
	fmt.Fprintf(c.log, "%s %s %s %s\n", t.Since.Format(time.RFC3339), t.Kind, t.Target, line)
}

func (c *client) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ready") })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		c.Lock()
		text, err := json.Marshal(map[string]any{"calls": c.calls})
		c.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append(text, '\n')) // a client that has gone away is no error
	})
	return mux
}
