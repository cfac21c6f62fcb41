// Command release makes what a release hands out: container images without a
// Docker daemon, their bills of materials, archives of the command line, and
// the notes cut from the changelog. The same commit and the same Go give the
// same bytes.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
)

const usage = `cannot tell what to do: give one of
       release images  write OCI archives, digests and SBOMs
       release push     push what "images" wrote to a registry
       release chart    copy the chart with the images' digests in its values
       release cli      write archives of the command line, checksums and krew's manifest
       release notes    print what the changelog says of a version
Each has -h, and a make target that gives what it needs`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch rest := args[1:]; args[0] {
		case "images":
			return runImages(ctx, rest, os.Stdout)
		case "push":
			return runPush(ctx, rest, os.Stdout)
		case "chart":
			return runChart(ctx, rest)
		case "cli":
			return runCLI(ctx, rest, os.Stdout)
		case "notes":
			return runNotes(ctx, rest, os.Stdout)
		}
	}
	return errors.New(usage)
}
