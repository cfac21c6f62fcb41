package main

import (
	"errors"
	"os/user"
	"time"

	"github.com/netwhy/netwhy/agent/path"
	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/spf13/pflag"
)

// cluster is the cluster that the flags choose.
type cluster struct {
	flags    *kube.Flags
	passive  bool
	probes   string
	probeTLS string
	relay    hubble.Relay
	window   time.Duration
	files    files
}

func (c *cluster) bind(set *pflag.FlagSet) {
	c.flags = kube.BindFlags(set)
	set.StringVar(&c.probes, "probes", "netwhy/netwhy-nodeprobe", "Service of the node probes, as NAMESPACE/NAME")
	set.StringVar(&c.probeTLS, "probe-tls", "", "folder with tls.crt, tls.key and ca.crt to ask the node probes with; without it they are not asked")
	set.StringVar(&c.relay.Address, "relay", "", "address of Hubble Relay, as HOST:PORT; without it no flows are read")
	set.StringVar(&c.relay.Files, "relay-tls", "", "folder with tls.crt, tls.key and ca.crt to ask Hubble Relay with, as the Secret hubble-relay-client-certs has them")
	set.StringVar(&c.relay.Name, "relay-name", hubble.DefaultName, "name that the certificate of Hubble Relay must bear")
	set.BoolVar(&c.relay.Plaintext, "relay-plaintext", false, "ask Hubble Relay without encryption")
	set.DurationVar(&c.window, "flows-since", hubble.DefaultWindow, "how far back flows are read")
	set.BoolVar(&c.passive, "passive", false, "only read the API server; send no DNS queries, and ask no Cilium agent")
}

// open makes the registry of read-only tools over the chosen cluster. Where
// suffixes are given, DNS queries are for names within them only.
func (c *cluster) open(suffixes ...string) (kube.Chosen, *tool.Registry, error) {
	if c.relay.Plaintext && c.relay.Files != "" {
		return kube.Chosen{}, nil, errors.New("cannot ask Hubble Relay both ways: want either --relay-tls or --relay-plaintext")
	}
	if c.window <= 0 {
		return kube.Chosen{}, nil, errors.New("cannot read flows of no time: want --flows-since above 0")
	}
	chosen, err := c.flags.Load()
	if err != nil {
		return chosen, nil, err
	}
	source, err := kube.New(chosen.Config)
	if err != nil {
		return chosen, nil, err
	}
	probes, err := node.ParseService(c.probes)
	if err != nil {
		return chosen, nil, err
	}
	registry, err := tools(source, node.New(source, probes, node.Files(c.probeTLS)), hubble.New(c.relay, c.window, time.Now), c.passive, suffixes)
	return chosen, registry, err
}

// opened is what is asked: a cluster, or files in place of one.
type opened struct {
	kube.Chosen
	registry *tool.Registry
	now      func() time.Time
	files    string
}

// either opens the files where such are given, and otherwise the cluster.
func (c *cluster) either(set *pflag.FlagSet) (o opened, err error) {
	if c.files.given() {
		return c.files.open(set, c.window)
	}
	o.now = time.Now
	o.Chosen, o.registry, err = c.open()
	return o, err
}

// tools registers the tools of every source.
func tools(source *kube.Source, probes *node.Source, relay *hubble.Source, passive bool, suffixes []string) (*tool.Registry, error) {
	names := dns.New(source.Nameserver)
	names.Suffixes = suffixes
	makers := []func() ([]tool.Tool, error){source.Tools, probes.Tools, relay.Tools}
	if !passive {
		makers = append(makers, names.Tools, cilium.New(source).Tools)
	}
	var all []tool.Tool
	for _, tools := range makers {
		list, err := tools()
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return explained(all)
}

// explained are tools and the one that explains paths by them.
func explained(all []tool.Tool) (*tool.Registry, error) {
	reading, err := tool.NewRegistry(nil, all...)
	if err != nil {
		return nil, err
	}
	explain, err := path.Tool(reading)
	if err != nil {
		return nil, err
	}
	return tool.NewRegistry(nil, append(all, explain)...)
}

func caller(face string) tool.Caller {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return tool.Caller{Name: name, Face: face, Rights: tool.Own}
}
