package main

import (
	"errors"
	"os/user"

	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/spf13/pflag"
)

// cluster is the cluster that the flags choose.
type cluster struct {
	flags   *kube.Flags
	passive bool
}

func (c *cluster) bind(set *pflag.FlagSet) {
	c.flags = kube.BindFlags(set)
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
	registry, err := tools(source, c.passive, suffixes)
	return chosen, registry, err
}

// tools registers the tools of every source.
func tools(source *kube.Source, passive bool, suffixes []string) (*tool.Registry, error) {
	list, err := source.Tools()
	if err != nil || passive {
		registry, wrong := tool.NewRegistry(nil, list...)
		return registry, errors.Join(err, wrong)
	}
	names := dns.New(source.Nameserver)
	names.Suffixes = suffixes
	lookup, err := names.Tools()
	if err != nil {
		return nil, err
	}
	return tool.NewRegistry(nil, append(list, lookup...)...)
}

func caller(face string) tool.Caller {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return tool.Caller{Name: name, Face: face}
}
