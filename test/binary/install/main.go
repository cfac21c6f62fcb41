// Command install builds the programs of the tests into the user's cache,
// unless they are there. Without arguments it builds all.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/netwhy/netwhy/test/binary"
)

func main() {
	names := os.Args[1:]
	if len(names) == 0 {
		names = binary.Names()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := binary.Build(ctx, os.Stdout, names...)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "install:", err)
		os.Exit(1)
	}
}
