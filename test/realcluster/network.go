package realcluster

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"

	"github.com/netwhy/netwhy/test/binary"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

//go:embed manifests
var manifests embed.FS

// manifest is one of the manifests, filled in.
func (c *Cluster) manifest(name string) ([]byte, error) {
	t, err := template.ParseFS(manifests, "manifests/"+name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the manifest %s: %w", name, err)
	}
	trust, err := c.probeTrust()
	if err != nil {
		return nil, err
	}
	relay, err := c.relayTrust()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Options": c.Options, "Hubble": c.Options.hubble(), "Image": hostImage, "Programs": filepath.Join(c.dir, "bin"),
		"API": controlAddress, "DNS": dnsService, "NodeCache": nodeCache, "Pods": podRange,
		"ProbeImage": probeImage, "ProbeTrust": trust, "ProbePort": probePort, "ProbePublic": probePublic,
		"Relay": relay, "Disk": c.disk(),
	})
	if err != nil {
		return nil, fmt.Errorf("cannot fill in the manifest %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// apply applies manifests, in order.
func (c *Cluster) apply(ctx context.Context, names ...string) error {
	for _, name := range names {
		text, err := c.manifest(name)
		if err != nil {
			return err
		}
		if err := c.Apply(ctx, text); err != nil {
			return fmt.Errorf("cannot apply %s: %w", name, err)
		}
	}
	return nil
}

// network gives pods their network, and waits until nodes are ready.
func (c *Cluster) network(ctx context.Context) error {
	if err := c.routes(ctx); err != nil {
		return err
	}
	var names []string
	if c.Options.proxy() {
		names = append(names, "kube-proxy.yaml")
	}
	if c.Options.cilium() {
		if err := c.definitions(ctx); err != nil {
			return err
		}
		names = append(names, "cilium.yaml")
	} else if err := c.ptp(ctx); err != nil {
		return err
	}
	if err := c.apply(ctx, names...); err != nil {
		return err
	}
	client, err := c.Client()
	if err != nil {
		return err
	}
	return c.until(ctx, "the nodes to be ready", func(ctx context.Context) error {
		nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		for _, n := range nodes.Items {
			for _, condition := range n.Status.Conditions {
				if condition.Type == corev1.NodeReady && condition.Status != corev1.ConditionTrue {
					return errors.New(n.Name + ": " + condition.Message)
				}
			}
		}
		return nil
	})
}

// podRanges are the pod ranges of the nodes that have one.
func (c *Cluster) podRanges(ctx context.Context) (map[string]string, error) {
	client, err := c.Client()
	if err != nil {
		return nil, err
	}
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("cannot list the nodes: %w", err)
	}
	ranges := map[string]string{}
	for _, n := range nodes.Items {
		if n.Spec.PodCIDR != "" {
			ranges[n.Name] = n.Spec.PodCIDR
		}
	}
	return ranges, nil
}

// routes lead from the control plane, and without Cilium from each node, to the pods.
func (c *Cluster) routes(ctx context.Context) error {
	ranges, err := c.podRanges(ctx)
	if err != nil {
		return err
	}
	for name, pods := range ranges {
		if _, err := c.control.Do(ctx, "ip", "route", "replace", pods, "via", nodeAddresses[name]); err != nil {
			return err
		}
		for other, node := range c.nodes {
			if other == name || c.Options.cilium() {
				continue
			}
			if _, err := node.Do(ctx, "ip", "route", "replace", pods, "via", nodeAddresses[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// ptp configures the CNI plugin of that name.
func (c *Cluster) ptp(ctx context.Context) error {
	ranges, err := c.podRanges(ctx)
	if err != nil {
		return err
	}
	for name, pods := range ranges {
		text := fmt.Sprintf(`{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "ptp", "ipam": {"type": "host-local", "ranges": [[{"subnet": %q}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}`, pods)
		if err := c.Node(name).Write(ctx, "/etc/cni/net.d/10-pods.conflist", text); err != nil {
			return err
		}
	}
	return nil
}

// definitions applies Cilium's CRDs, which its operator would.
func (c *Cluster) definitions(ctx context.Context) error {
	folder, err := binary.Data("cilium-agent", "crds")
	if err != nil {
		return err
	}
	all, ctx := errgroup.WithContext(ctx)
	for _, version := range []string{"v2", "v2alpha1"} {
		all.Go(func() error {
			var text []byte
			files, err := fs.Glob(os.DirFS(filepath.Join(folder, version)), "*.yaml")
			if err != nil || len(files) == 0 {
				return fmt.Errorf("cannot find Cilium's definitions: %w", err)
			}
			for _, file := range files {
				document, err := os.ReadFile(filepath.Join(folder, version, file))
				if err != nil {
					return fmt.Errorf("cannot read Cilium's definitions: %w", err)
				}
				text = append(append(text, "\n---\n"...), document...)
			}
			return c.Apply(ctx, text)
		})
	}
	return all.Wait()
}
