// Command netwhy tells why a cluster's network is broken, and proves it. It
// holds the wiring of the command line and no logic.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/netwhy/netwhy/cmd/build"
)

// The linker sets these in releases; [build.Of] knows what to do where it did not.
var (
	version = build.Unset
	commit  string
	date    string
)

// Exit codes, beside those of [report.Report.ExitCode].
const exitError = 3

// exit is an exit code that is no error.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func main() {
	origin := build.Of(version, commit, date)
	version, commit, date = origin.Version, origin.Commit, origin.Date
	os.Exit(run(os.Args, os.Stdout, os.Stderr))
}

func run(args []string, out, errOut *os.File) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first Ctrl-C ends the gathering and prints the partial report; the
	// second ends the program.
	context.AfterFunc(ctx, stop)
	// In a container of bounded memory the collector has to know the bound; elsewhere
	// there is none, and nothing to tell.
	_, _ = memlimit.Set()
	root := newRoot(args[0], streams{out: out, err: errOut})
	root.SetArgs(args[1:])
	err := root.ExecuteContext(ctx)
	var code exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(errOut, "netwhy:", err)
	return exitError
}
