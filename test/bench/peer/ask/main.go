// Command ask puts one question to each peer and prints what each answered and
// what that took, as a table or as JSON lines.
//
// # Contract
//
// It ends with 1 if a peer that is there could not be asked. One that is not on
// PATH is told, and is no error.
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
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/netwhy/netwhy/test/bench/peer"
)

var (
	kubeconfig = flag.String("kubeconfig", os.Getenv("KUBECONFIG"), "the cluster")
	kubectl    = flag.String("kubectl", "", "path of kubectl (default: one that is built)")
	analyzers  = flag.String("analyzers", "", "file of analyzers (default: that of the package)")
	namespace  = flag.String("namespace", "", "what the question is about (default: the whole cluster)")
	name       = flag.String("name", "", "the Service that the question is about")
	proofs     = flag.String("proofs", "", "what has to be in an answer, separated by commas")
	lines      = flag.Bool("json", false, "print JSON lines")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	tools, err := peer.Install(ctx, os.Stderr, *kubectl)
	if err != nil {
		return err
	}
	peers, err := peer.All(tools, *analyzers)
	if err != nil {
		return err
	}
	ask := peer.Ask{Question: strings.Join(flag.Args(), " "), Namespace: *namespace, Name: *name}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if !*lines {
		fmt.Fprintln(table, "PEER\tSTART\tREADS\tCPU OF START\tCPU OF READS\tPEAK MiB\tCALLS\tBYTES\tSHOWN\tVERSION")
	}
	var failed []error
	for _, p := range peers {
		r, err := p.Run(ctx, *kubeconfig, ask)
		switch {
		case errors.Is(err, peer.ErrAbsent):
			fmt.Fprintln(os.Stderr, err)
			continue
		case err != nil:
			failed = append(failed, err)
			continue
		case *lines:
			if err := json.NewEncoder(out).Encode(r); err != nil {
				return err
			}
			continue
		}
		shown := "-"
		if *proofs != "" {
			shown = strconv.FormatBool(r.Shows(strings.Split(*proofs, ",")...))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n", r.Peer, near(r.Start), near(r.Time), near(r.StartCPU), near(r.CPU),
			r.PeakRSS>>20, len(r.Calls), len(r.Output), shown, r.Version)
		if r.Err != "" {
			fmt.Fprintln(os.Stderr, r.Peer+": "+r.Err)
		}
	}
	return errors.Join(append(failed, table.Flush())...)
}

func near(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
