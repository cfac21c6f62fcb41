// Command flood runs the Hubble observers of many nodes, with their rings full of
// flows, and the relay before them.
//
// # Contract
//
// When the relay is connected to all nodes, one line of JSON tells its address on
// loopback, which asks for no certificates, and how much there is to read. It serves
// until its standard input ends or it is told to stop (SIGTERM, SIGINT), and then
// tells in a second line what it sent to clients, and what it took for that. With
// -deny, policies let nobody in to a workload; with -drop, packets to one are lost
// for another reason.
//
// # Why
//
// It is a program of its own, so that what a client takes can be told from what the
// nodes take, which in a cluster are five thousand machines.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/netwhy/netwhy/test/hubble/rings"
	"github.com/netwhy/netwhy/test/hubble/traffic"
)

// started is the first line.
type started struct {
	Address string  `json:"address"`
	Flows   int     `json:"flows"`
	Nodes   int     `json:"nodes"`
	Pods    int     `json:"pods"`
	Seconds float64 `json:"seconds"` // that it took to start
	Memory  int64   `json:"memory"`  // resident, bytes
}

// ended is the last line.
type ended struct {
	rings.Sent
	Processor float64 `json:"processor"` // seconds, since the start
	Peak      int64   `json:"peak"`      // resident, bytes
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "flood:", err)
		os.Exit(1)
	}
}

// run serves until the input ends.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	w := traffic.World{Names: traffic.AKS, Denied: map[string]string{}, Dropped: map[string]flowpb.DropReason{}}
	flags := flag.NewFlagSet("flood", flag.ContinueOnError)
	flows := flags.Int("flows", 5_000_000, "that the rings hold together, at least")
	span := flags.Duration("span", 150*time.Second, "how far back they reach; the smaller, the more is new at any time")
	flags.IntVar(&w.Nodes, "nodes", 1222, "that see them")
	flags.IntVar(&w.Namespaces, "namespaces", 500, "that there are")
	flags.IntVar(&w.Apps, "apps", 20, "workloads of each namespace")
	flags.IntVar(&w.Replicas, "replicas", 10, "pods of each workload")
	flags.Uint64Var(&w.Seed, "seed", 1, "of all that is random")
	flags.Func("deny", "a workload that policies let nobody in to: namespace/name, or namespace/name=kind/policy if one says so; repeatable", func(text string) error {
		workload, policy, _ := strings.Cut(text, "=")
		if strings.Count(workload, "/") != 1 || policy != "" && strings.Count(policy, "/") != 1 {
			return errors.New("want namespace/name or namespace/name=kind/policy")
		}
		w.Denied[workload] = policy
		return nil
	})
	flags.Func("drop", "a workload to which packets are dropped: namespace/name=REASON, as Hubble names it; repeatable", func(text string) error {
		workload, name, _ := strings.Cut(text, "=")
		reason, known := flowpb.DropReason_value[name]
		if strings.Count(workload, "/") != 1 || !known {
			return errors.New("want namespace/name=REASON, such as shop/web=CT_MAP_INSERTION_FAILED")
		}
		w.Dropped[workload] = flowpb.DropReason(reason)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := w.Valid(); err != nil {
		return err
	}
	debug.SetGCPercent(50) // of gigabytes that stay
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		defer stop()
		_, _ = io.Copy(io.Discard, in) // its end is what matters
	}()
	began := time.Now()
	c, err := rings.Start(ctx, w, *flows, *span)
	if err != nil {
		return err
	}
	defer c.Stop()
	debug.FreeOSMemory() // what filling the rings left behind
	memory, _ := resident()
	tell := json.NewEncoder(out)
	if err := tell.Encode(started{Address: c.Address, Flows: c.Flows, Nodes: w.Nodes, Pods: w.Pods(), Seconds: time.Since(began).Seconds(), Memory: memory}); err != nil {
		return fmt.Errorf("cannot tell that it serves: %w", err)
	}
	<-ctx.Done()
	_, peak := resident()
	return tell.Encode(ended{Sent: c.Sent(), Processor: processor().Seconds(), Peak: peak})
}
