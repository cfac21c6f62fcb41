package realcluster

import (
	"context"
	"errors"
)

// workloads starts CoreDNS, the relay, the application and the node probe, and waits for them.
func (c *Cluster) workloads(ctx context.Context) error {
	if c.Options.NodeLocalDNS {
		if err := c.nodeCaches(ctx); err != nil {
			return err
		}
	}
	if err := c.apply(ctx, c.manifests()...); err != nil {
		return err
	}
	return c.Settled(ctx)
}

// manifests are the names of all that the options ask for, in order.
func (c *Cluster) manifests() (names []string) {
	for _, m := range []struct {
		name   string
		wanted bool
	}{
		{"kube-proxy.yaml", c.Options.proxy()},
		{"cilium.yaml", c.Options.cilium()},
		{"hubble-relay.yaml", c.Options.hubble()},
		{"disk.yaml", c.Options.Install},
		{"coredns.yaml", !c.Options.Bare},
		{"node-local-dns.yaml", c.Options.NodeLocalDNS},
		{"app.yaml", !c.Options.Bare},
		{"nodeprobe.yaml", c.Options.probe()},
	} {
		if m.wanted {
			names = append(names, m.name)
		}
	}
	return names
}

// nodeCaches gives each node the address on which its cache listens.
func (c *Cluster) nodeCaches(ctx context.Context) error {
	for _, name := range Nodes() {
		if _, err := c.Node(name).Do(ctx, "ip", "address", "replace", nodeCache+"/32", "dev", "lo"); err != nil {
			return err
		}
	}
	return nil
}

// lose ends the machine of the node that the options say, as a power cut would.
func (c *Cluster) lose(ctx context.Context) error {
	name := c.Options.Lost
	if name == "" {
		return nil
	}
	if err := c.nodes[name].Kill(); err != nil {
		return err
	}
	return c.until(ctx, name+" to be missed", func(ctx context.Context) error {
		out, err := c.Kubectl(ctx, "get", "node", name, "-o", `jsonpath={.status.conditions[?(@.type=="Ready")].status}`)
		if err == nil && out != "Unknown" {
			err = errors.New("its condition Ready is " + out)
		}
		return err
	})
}

// Restore makes all that [Up] applied as it was: what was deleted is there
// again, what was added to an object is gone. Objects beside them stay.
func (c *Cluster) Restore(ctx context.Context) error {
	var all []byte
	for _, name := range c.manifests() {
		text, err := c.manifest(name)
		if err != nil {
			return err
		}
		all = append(append(all, "\n---\n"...), text...)
	}
	// To apply brings back what is gone, to replace takes away what was added.
	// What was changed may not be valid when it is merged, until it is replaced;
	// and a controller may write between the reading and the writing of a replace.
	err := c.until(ctx, "the manifests to be restored", func(ctx context.Context) error {
		applied := c.Apply(ctx, all)
		_, replaced := c.kubectl(ctx, all, "replace", "-f", "-")
		return errors.Join(applied, replaced)
	})
	if err != nil {
		return err
	}
	return c.Settled(ctx)
}
