package realcluster

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// Describe writes the cluster's machines and their processes.
func (c *Cluster) Describe(ctx context.Context, w io.Writer) error {
	fmt.Fprintf(w, "%s: network %s, Hubble %t, node probe %s, kubeconfig %s\n", c.Options.Name, c.Options.Network, c.Options.hubble(), cmp.Or(c.Options.Probe, ProbeNone), c.Kubeconfig())
	all := []*machine.Machine{c.control}
	for _, name := range Nodes() {
		all = append(all, c.nodes[name])
	}
	for _, m := range all {
		if !m.Alive() {
			fmt.Fprintf(w, "  %s is lost\n", m.Name)
			continue
		}
		states, err := m.States(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "  %s (process %d)", m.Name, m.PID)
		for _, s := range states {
			fmt.Fprintf(w, " %s", s.Name)
			if s.Ended != "" {
				fmt.Fprintf(w, " (ended: %s)", s.Ended)
			}
		}
		fmt.Fprintln(w)
	}
	return nil
}
