// Command cmd makes, shows and removes real clusters on this machine.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/netwhy/netwhy/test/realcluster"
	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "realcluster:", err)
		os.Exit(1)
	}
}

func root() *cobra.Command {
	root := &cobra.Command{
		Use: "realcluster", Short: "A real Kubernetes with Cilium on this machine",
		Example: `  realcluster up
  realcluster up --name b --network proxy
  export KUBECONFIG=$(realcluster kubeconfig)
  realcluster status
  realcluster down`,
		SilenceUsage: true, SilenceErrors: true, Args: cobra.NoArgs,
	}
	root.AddCommand(up(), down(), status(), kubeconfig())
	return root
}

func up() *cobra.Command {
	o := realcluster.Options{Progress: os.Stdout}
	c := &cobra.Command{
		Use: "up", Short: "Make a cluster and wait until it is ready", Args: cobra.NoArgs,
		Example: "  realcluster up --network cilium-proxy\n  realcluster up --name nohubble --no-hubble",
		RunE: func(c *cobra.Command, _ []string) error {
			cluster, err := realcluster.Up(c.Context(), o)
			if err == nil {
				fmt.Println("export KUBECONFIG=" + cluster.Kubeconfig())
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&o.Name, "name", "dev", "of the cluster")
	f.StringVar((*string)(&o.Network), "network", string(realcluster.Cilium), "cilium, cilium-proxy or proxy")
	f.StringVar((*string)(&o.Probe), "probe", string(realcluster.ProbeDrops), "how the node probe runs: plain, drops or none")
	f.BoolVar(&o.NoHubble, "no-hubble", false, "run Cilium without Hubble")
	f.BoolVar(&o.NodeLocalDNS, "node-local-dns", false, "let pods ask a DNS cache on their node")
	f.StringVar(&o.Lost, "lost", "", "node to lose in the end")
	f.BoolVar(&o.Install, "install", false, "add what an installation meets: a disk, the relay behind mTLS, an audit log")
	f.BoolVar(&o.Bare, "bare", false, "leave CoreDNS and the application out")
	return c
}

func down() *cobra.Command {
	var name string
	c := &cobra.Command{
		Use: "down", Short: "Remove a cluster, and what a crash left of it", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return realcluster.Down(name) },
	}
	c.Flags().StringVar(&name, "name", "dev", "of the cluster")
	return c
}

func kubeconfig() *cobra.Command {
	var name string
	c := &cobra.Command{
		Use: "kubeconfig", Short: "Print the path of a cluster's kubeconfig", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cluster, err := realcluster.Open(name)
			if err == nil {
				fmt.Println(cluster.Kubeconfig())
			}
			return err
		},
	}
	c.Flags().StringVar(&name, "name", "dev", "of the cluster")
	return c
}

func status() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "List the clusters with their machines and processes", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := realcluster.Missing(); err != nil {
				fmt.Println(err)
			}
			names, err := realcluster.Names()
			for _, name := range names {
				cluster, err := realcluster.Open(name)
				if err != nil {
					fmt.Printf("%s: %v\n", name, err)
					continue
				}
				if err := cluster.Describe(c.Context(), os.Stdout); err != nil {
					return err
				}
			}
			return err
		},
	}
}
