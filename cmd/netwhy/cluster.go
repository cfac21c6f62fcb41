package main

import (
	"os/user"

	"github.com/netwhy/netwhy/agent/path"
	"github.com/netwhy/netwhy/agent/source/dns"
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
}

func (c *cluster) bind(set *pflag.FlagSet) {
	c.flags = kube.BindFlags(set)
	set.StringVar(&c.probes, "probes", "netwhy/netwhy-nodeprobe", "Service of the node probes, as NAMESPACE/NAME")
	set.StringVar(&c.probeTLS, "probe-tls", "", "folder with tls.crt, tls.key and ca.crt to ask the node probes with; without it they are not asked")
	set.BoolVar(&c.passive, "passive", false, "only read the API server; send no DNS queries")
}

// open makes the registry of read-only tools over the chosen cluster. Where
// suffixes are given, DNS queries are for names within them only.
func (c *cluster) open(suffixes ...string) (kube.Chosen, *tool.Registry, error) {
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
	registry, err := tools(source, node.New(source, probes, node.Files(c.probeTLS)), c.passive, suffixes)
	return chosen, registry, err
}

// tools registers the tools of every source.
func tools(source *kube.Source, probes *node.Source, passive bool, suffixes []string) (*tool.Registry, error) {
	names := dns.New(source.Nameserver)
	names.Suffixes = suffixes
	makers := []func() ([]tool.Tool, error){source.Tools, probes.Tools}
	if !passive {
		makers = append(makers, names.Tools)
	}
	var all []tool.Tool
	for _, tools := range makers {
		list, err := tools()
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
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
	return tool.Caller{Name: name, Face: face}
}
