// Command serve runs a fleet of node probes until its standard input ends. It
// prints one JSON object when they run: the port, the folder with a client's
// certificates, and the nodes; and on standard error what it weighs at the end.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/netwhy/netwhy/test/bench/fleet"
)

func main() {
	size := flag.Int("nodes", 5000, "how many `probes` there are")
	faulty := flag.Int("faulty", 37, "how many of the `nodes` have a fault")
	silent := flag.Int("silent", 188, "how many of the `probes` do not answer")
	seed := flag.Uint64("seed", 1, "decides which nodes these are")
	plan := flag.String("plan", "", "`file` with a JSON list of nodes in place of the above")
	port := flag.Int("port", 9464, "that all listen on, 0 for a free one")
	service := flag.String("service", "netwhy-nodeprobe.netwhy.svc", "`name` that the probes' certificates bear")
	dir := flag.String("dir", "", "empty `folder` for the certificates")
	flag.Parse()
	if err := run(*size, *faulty, *silent, *seed, *plan, *port, *service, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1)
	}
}

func run(size, faulty, silent int, seed uint64, plan string, port int, service, dir string) error {
	nodes := fleet.Plan(size, faulty, silent, seed)
	if plan != "" {
		text, err := os.ReadFile(plan)
		if err != nil {
			return err
		}
		nodes = nil
		if err := json.Unmarshal(text, &nodes); err != nil {
			return fmt.Errorf("cannot read the plan: %w", err)
		}
	}
	f, err := fleet.Start(nodes, port, service, dir)
	if err != nil {
		return err
	}
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{"port": f.Port, "client": f.Client, "nodes": f.Nodes})
	if err == nil {
		_, err = io.Copy(io.Discard, os.Stdin)
	}
	if err != nil {
		return err
	}
	now, most, err := fleet.Resident()
	fmt.Fprintf(os.Stderr, "%d probes weigh %d MiB, at most %d MiB\n", len(f.Nodes), now>>20, most>>20)
	if err != nil {
		return err
	}
	return f.Close()
}
