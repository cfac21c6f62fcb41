package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/netwhy/netwhy/test/bench/peer"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := serve(ctx, os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve does what one request says.
func serve(ctx context.Context, in io.Reader, out io.Writer) error {
	var request peer.Request
	if err := json.NewDecoder(in).Decode(&request); err != nil {
		return fmt.Errorf("cannot understand the request: %w", err)
	}
	r, err := ask(ctx, request)
	if err != nil {
		return err
	}
	if err := os.WriteFile(request.Output, r.Output, 0o600); err != nil {
		return fmt.Errorf("cannot keep the answer: %w", err)
	}
	return json.NewEncoder(out).Encode(r)
}
