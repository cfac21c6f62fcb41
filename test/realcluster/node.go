package realcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/realcluster/machine"
	"golang.org/x/sync/errgroup"
)

// join connects the nodes and starts what makes them nodes.
func (c *Cluster) join(ctx context.Context) error {
	all, each := errgroup.WithContext(ctx)
	for _, name := range Nodes() {
		all.Go(func() error {
			if err := c.plug(each, name); err != nil {
				return err
			}
			if err := c.furnish(name); err != nil {
				return err
			}
			return c.runtime(each, name)
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	return c.until(ctx, "the nodes to register", func(ctx context.Context) error {
		ranges, err := c.podRanges(ctx)
		if err == nil && len(ranges) < len(Nodes()) {
			err = errors.New("some have no pod range yet")
		}
		return err
	})
}

// plug lays the cable between a node and the control plane's bridge. Both ends
// are born where they belong; none is ever in the host's network.
func (c *Cluster) plug(ctx context.Context, name string) error {
	node, port := c.Node(name), "to-"+name
	link := exec.CommandContext(ctx, "ip", "link", "add", "eth0", "netns", strconv.Itoa(node.PID),
		"type", "veth", "peer", "name", port, "netns", strconv.Itoa(c.control.PID))
	if out, err := link.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot connect %s: %w: %s", name, err, out)
	}
	if _, err := c.control.Do(ctx, "ip", "link", "set", port, "master", "br0", "up"); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"ip", "link", "set", "lo", "up"},
		{"ip", "address", "add", nodeAddresses[name] + "/24", "dev", "eth0"},
		{"ip", "link", "set", "eth0", "up"},
		{"ip", "route", "add", "default", "via", controlAddress},
		{"sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0"},
	} {
		if _, err := node.Do(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// furnish writes what the node's programs read.
func (c *Cluster) furnish(name string) error {
	at := c.Node(name).Dir
	plugins := filepath.Join(at, "opt", "cni", "bin")
	if err := os.MkdirAll(plugins, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of CNI plugins: %w", err)
	}
	for _, plugin := range []string{"loopback", "ptp", "host-local", "portmap"} {
		if err := os.Symlink(filepath.Join("/usr/lib/cni", plugin), filepath.Join(plugins, plugin)); err != nil {
			return fmt.Errorf("cannot offer the CNI plugin %s: %w", plugin, err)
		}
	}
	if err := os.Link(c.program("cilium-cni"), filepath.Join(plugins, "cilium-cni")); err != nil {
		return fmt.Errorf("cannot offer Cilium's CNI plugin: %w", err)
	}
	if c.Options.cilium() {
		bpf, err := binary.Data("cilium-agent", "bpf")
		if err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(at, "var", "lib", "cilium", "bpf"), os.DirFS(bpf)); err != nil {
			return fmt.Errorf("cannot give %s the sources of Cilium's programs: %w", name, err)
		}
	}
	dns := dnsService
	if c.Options.NodeLocalDNS {
		dns = nodeCache
	}
	for file, text := range map[string]string{
		"containerd.toml": containerdConfig,
		"kubelet.yaml":    fmt.Sprintf(kubeletConfig, c.dir, name, nodeAddresses[name], cgroup(c.Options.Name, name), dns),
	} {
		if err := os.WriteFile(filepath.Join(at, file), []byte(text), 0o644); err != nil {
			return fmt.Errorf("cannot configure %s: %w", name, err)
		}
	}
	return nil
}

// runtime starts containerd, gives it the images, and starts the kubelet.
func (c *Cluster) runtime(ctx context.Context, name string) error {
	node := c.Node(name)
	in := func(file string) string { return filepath.Join(node.Dir, file) }
	err := node.Start(ctx, machine.Process{Name: "containerd", Path: "/usr/bin/containerd", Args: []string{"--config", in("containerd.toml")}})
	if err != nil {
		return err
	}
	err = c.until(ctx, "containerd on "+name, func(ctx context.Context) error {
		_, err := node.Do(ctx, "ctr", "version")
		return err
	})
	if err != nil {
		return err
	}
	if err := c.load(ctx, node); err != nil {
		return err
	}
	return c.StartKubelet(ctx, name)
}

// StartKubelet starts a node's kubelet; its process is named kubelet.
func (c *Cluster) StartKubelet(ctx context.Context, name string) error {
	node := c.Node(name)
	return node.Start(ctx, machine.Process{Name: "kubelet", Path: c.program("kube"), Args: []string{
		"kubelet", "--config=" + filepath.Join(node.Dir, "kubelet.yaml"), "--kubeconfig=" + filepath.Join(c.dir, name+".kubeconfig"),
		"--hostname-override=" + name, "--node-ip=" + nodeAddresses[name],
		"--node-labels=kubernetes.azure.com/agentpool=pool1,topology.kubernetes.io/zone=westeurope-1",
	}})
}

const containerdConfig = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "netwhy.test/pause:1"
  disable_apparmor = true
  # Without CAP_SYS_RESOURCE nobody may lower a score.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/opt/cni/bin"
    conf_dir = "/etc/cni/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`

// kubeletConfig wants: cluster's folder, node, address, control group, name server.
const kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: %[1]s/ca.crt}}
authorization: {mode: Webhook}
address: %[3]s
healthzBindAddress: 127.0.0.1
tlsCertFile: %[1]s/serving-%[2]s.crt
tlsPrivateKeyFile: %[1]s/serving-%[2]s.key
cgroupDriver: cgroupfs
cgroupRoot: /%[4]s
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: [pods]
evictionHard: {memory.available: 50Mi}
imageGCHighThresholdPercent: 100
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
clusterDNS: [%[5]s]
clusterDomain: cluster.local
resolvConf: /etc/resolv.conf
nodeStatusUpdateFrequency: 3s
syncFrequency: 5s
shutdownGracePeriod: 0s
`
