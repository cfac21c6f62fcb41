package realcluster

import (
	"fmt"
	"io"
	"regexp"
)

// Network is who gives pods their network and Services their addresses.
type Network string

// The networks.
const (
	Cilium      Network = "cilium"       // Cilium in place of kube-proxy
	CiliumProxy Network = "cilium-proxy" // Cilium for pods and policies, kube-proxy for Services
	Proxy       Network = "proxy"        // the CNI plugin ptp for pods, kube-proxy (nftables) for Services; no policies
)

// Probe is how the node probe runs.
type Probe string

// The ways of the node probe.
const (
	ProbePlain Probe = "plain" // without any privilege
	ProbeDrops Probe = "drops" // as root with BPF and PERFMON, which the kernel asks of who counts its reasons for drops
	ProbeNone  Probe = "none"
)

// Options say what a cluster is made of. The zero value of each is the default.
type Options struct {
	Name         string  // "dev" by default
	Network      Network // Cilium by default
	NoHubble     bool    // whether Cilium runs without Hubble, and no relay
	NodeLocalDNS bool    // whether pods ask a cache on their node
	Probe        Probe   // ProbeDrops by default
	Bare         bool    // whether the application and CoreDNS are left out
	Lost         string  // node that is lost at the end, with all that runs on it; "" for none
	Audit        bool    // whether the API server writes down what it is asked; see Cluster.Asked
	Install      bool    // whether it has what an installation meets: a disk, the relay behind mTLS, and an audit log
	Mortal       bool    // whether the cluster ends with this process

	Progress io.Writer `json:"-"` // gets a line for each stage; nil for none
}

// named keeps names within what paths, control groups and sockets allow.
var named = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,15}$`)

func (o Options) complete() (Options, error) {
	if o.Name == "" {
		o.Name = "dev"
	}
	if o.Network == "" {
		o.Network = Cilium
	}
	if o.Probe == "" {
		o.Probe = ProbeDrops
	}
	if !named.MatchString(o.Name) {
		return o, fmt.Errorf("cannot name a cluster %q: want up to 16 lower-case letters, digits and hyphens", o.Name)
	}
	if _, known := nodeAddresses[o.Lost]; o.Lost != "" && !known {
		return o, fmt.Errorf("cannot lose the node %q: want one of %v", o.Lost, Nodes())
	}
	o.Audit = o.Audit || o.Install
	switch o.Network {
	case Cilium, CiliumProxy, Proxy:
	default:
		return o, fmt.Errorf("cannot use the network %q: want %s, %s or %s", o.Network, Cilium, CiliumProxy, Proxy)
	}
	switch o.Probe {
	case ProbePlain, ProbeDrops, ProbeNone:
	default:
		return o, fmt.Errorf("cannot run the node probe %q: want %s, %s or %s", o.Probe, ProbePlain, ProbeDrops, ProbeNone)
	}
	return o, nil
}

// cilium says whether Cilium runs.
func (o Options) cilium() bool { return o.Network != Proxy }

// proxy says whether kube-proxy runs.
func (o Options) proxy() bool { return o.Network != Cilium }

// hubble says whether Hubble and its relay run.
func (o Options) hubble() bool { return o.cilium() && !o.NoHubble }

// probe says whether the node probe runs. A cluster from before there was one
// has no word for it.
func (o Options) probe() bool { return o.Probe == ProbePlain || o.Probe == ProbeDrops }
