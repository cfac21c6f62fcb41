// Command app is the small application that the real test cluster runs. It
// serves, calls, measures and floods over HTTP, TCP, UDP and DNS, and breaks in
// the ways of real applications when it is told to.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const (
	exitFailed = 1
	exitMisuse = 2
)

func main() {
	// The first process of a container gets no signal that it does not handle.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

type command struct {
	name, operands, does, example string
	run                           func(context.Context, invocation) error
}

func commands() []command {
	return []command{
		{"pause", "", "wait for SIGTERM or SIGINT", "app pause", pause},
		{"serve", "", "answer over HTTP, TCP and UDP, or fail to", "app serve -http :8080 -tcp :9090 -udp :8125", serve},
		{"measure", "http|tcp|udp|dns TARGET", "make attempts and print their outcomes as JSON", "app measure tcp ledger:9090 -n 20 -timeout 500ms", measure},
		{"call", "http:URL|tcp:HOST:PORT|udp:HOST:PORT|dns:NAME...", "measure targets over and over, and log changes", "app call -status :8080 http://api.payments tcp:ledger.payments:9090", call},
		{"flood", "tcp|udp HOST:PORT", "open connections or send datagrams, and print counts as JSON", "app flood udp stats:8125 -n 100000 -size 512", flood},
	}
}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	for _, c := range commands() {
		if c.name == name {
			return c.start(ctx, args[1:], out, errOut)
		}
	}
	switch name {
	case "-h", "-help", "--help", "help":
		overview(out)
		return 0
	case "":
		fmt.Fprintln(errOut, "app: no command given")
	default:
		fmt.Fprintf(errOut, "app: unknown command %q\n", name)
	}
	overview(errOut)
	return exitMisuse
}

func overview(w io.Writer) {
	fmt.Fprintln(w, "usage: app COMMAND [flags] …   (app COMMAND -h lists the flags)")
	for _, c := range commands() {
		fmt.Fprintf(w, "\n  %-8s %s\n           %s\n", c.name, c.does, c.example)
	}
}

func (c command) start(ctx context.Context, args []string, out, errOut io.Writer) int {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // usage is printed once, here
	err := c.run(ctx, invocation{flags, args, out, errOut})
	var wrong misuse
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		c.usage(flags, out)
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(errOut, "app %s: %v\n", c.name, err)
		c.usage(flags, errOut)
		return exitMisuse
	case !errors.Is(err, errCounted):
		fmt.Fprintf(errOut, "app %s: %v\n", c.name, err)
	}
	return exitFailed
}

func (c command) usage(flags *flag.FlagSet, w io.Writer) {
	fmt.Fprintf(w, "usage: app %s [flags] %s\nexample: %s\n", c.name, c.operands, c.example)
	flags.SetOutput(w)
	flags.PrintDefaults()
}
