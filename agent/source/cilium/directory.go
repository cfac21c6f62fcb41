package cilium

import (
	"context"
	"time"
)

// Directory knows where the agents are, and how they are set up.
type Directory interface {
	// Agents are those of a node, or all where it is "".
	Agents(ctx context.Context, node string) ([]Agent, error)
	// Setup is how Cilium is set up in the cluster.
	Setup(ctx context.Context) (Setup, error)
}

// Agent is a pod of Cilium on a node.
type Agent struct {
	Node, Pod, Image string
	Ready            bool
	Started          time.Time // of the agent's container; zero where it does not run
	// Metrics and Hubble are addresses and ports to ask, "" where none is known.
	Metrics, Hubble string
	// Why says why there is no address to ask.
	Why string
}

// Setup is how Cilium is set up.
type Setup struct {
	Installed bool
	Settings  map[string]string // of cilium-config
}
