package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os/user"

	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/spf13/pflag"
	corev1 "k8s.io/api/core/v1"
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
	names := dns.New(func(ctx context.Context) (string, error) { return dnsService(ctx, source) })
	names.Suffixes = suffixes
	lookup, err := names.Tools()
	if err != nil {
		return nil, err
	}
	return tool.NewRegistry(nil, append(list, lookup...)...)
}

// dnsService is the address of the cluster's DNS Service.
func dnsService(ctx context.Context, source *kube.Source) (string, error) {
	reading, err := source.Get(ctx, kube.GetArgs{Resource: "services", Namespace: "kube-system", Name: "kube-dns"})
	if err != nil {
		return "", err
	}
	var service corev1.Service
	if len(reading.Items) == 1 {
		if err := json.Unmarshal(reading.Items[0], &service); err != nil {
			return "", err
		}
	}
	if net.ParseIP(service.Spec.ClusterIP) == nil {
		return "", &tool.Failure{Reason: evidence.NotInstalled, Err: errors.New("the Service kube-system/kube-dns has no address")}
	}
	return net.JoinHostPort(service.Spec.ClusterIP, "53"), nil
}

func caller(face string) tool.Caller {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return tool.Caller{Name: name, Face: face}
}
