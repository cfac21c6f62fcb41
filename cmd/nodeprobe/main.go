// Command nodeprobe reads what the kernel of its node counts, and answers
// clients with a certificate. It runs on every node, without any privilege but
// for -drops.
package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/netwhy/netwhy/cmd/build"
	"github.com/netwhy/netwhy/nodeprobe"
	"github.com/netwhy/netwhy/nodeprobe/certificate"
	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/mount"
	"github.com/netwhy/netwhy/nodeprobe/server"
)

// The linker sets these in releases.
var (
	version = build.Unset
	commit  string
	date    string
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "nodeprobe:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("nodeprobe", flag.ContinueOnError)
	node := flags.String("node", os.Getenv("NODE_NAME"), "name of the node; by default $NODE_NAME")
	root := flags.String("root", "/host", "folder that holds the node's proc, sys and etc/resolv.conf")
	listen := flags.String("listen", "", "address and port for clients with a certificate")
	public := flags.String("public", "", "address and port for /healthz and /metrics")
	drops := flags.Bool("drops", false, "count the packets that the kernel drops, by reason; needs CAP_BPF and CAP_PERFMON")
	every := flags.Duration("interval", nodeprobe.Interval, "time between two samples")
	var files certificate.Files
	flags.StringVar(&files.Certificate, "cert", "/tls/tls.crt", "certificate of the server, as PEM")
	flags.StringVar(&files.Key, "key", "/tls/tls.key", "its key, as PEM")
	flags.StringVar(&files.Clients, "client-ca", "/tls/ca.crt", "authority of the clients, as PEM")
	about := flags.Bool("version", false, "print the version and end")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *about {
		i := build.Of(version, commit, date)
		_, err := fmt.Fprintf(out, "nodeprobe %s\ncommit %s\ndate %s\nbuilt with %s for %s\n", i.Version, cmp.Or(i.Commit, "unknown"), cmp.Or(i.Date, "unknown"), i.Go, i.Platform)
		return err
	}
	if *node == "" || *listen == "" || *public == "" {
		return errors.New("cannot start without -node, -listen and -public")
	}
	if *every < time.Second/100 {
		return fmt.Errorf("cannot take a sample every %s: at least 10ms", *every)
	}
	config, err := files.Config()
	if err != nil {
		return err
	}
	host, err := mount.Open(*root)
	if err != nil {
		return err
	}
	clients, err := server.Listen(ctx, *listen)
	if err != nil {
		return fmt.Errorf("cannot listen for clients: %w", err)
	}
	clients = tls.NewListener(clients, config)
	anybody, err := net.Listen("tcp", *public)
	if err != nil {
		return fmt.Errorf("cannot listen for health questions: %w", err)
	}
	probe := nodeprobe.New(*node, host)
	probe.Every = *every
	if probe.Interfaces, err = nodeprobe.NewInterfaces(); err != nil {
		return err
	}
	if *drops {
		// The node's other counters are worth having without.
		if probe.Drops, probe.NoDrops = drop.Open(); probe.NoDrops != nil {
			fmt.Fprintln(os.Stderr, "nodeprobe:", probe.NoDrops)
		}
	}
	go probe.Run(ctx)
	return server.New(probe).Serve(ctx, clients, anybody)
}
