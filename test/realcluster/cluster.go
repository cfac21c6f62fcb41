package realcluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/netwhy/netwhy/test/realcluster/machine"
	"k8s.io/client-go/kubernetes"
)

// Cluster is one that runs.
type Cluster struct {
	Options Options
	Port    int // on 127.0.0.1, of the API server

	dir       string
	control   *machine.Machine
	nodes     map[string]*machine.Machine
	authority *issuer
	client    kubernetes.Interface
}

// addresses that every cluster has, in networks of its own.
const (
	controlAddress = "172.30.0.1"
	outsideAddress = "203.0.113.10"
	outsideNames   = "203.0.113.53"
	serviceRange   = "10.96.0.0/16"
	firstService   = "10.96.0.1"
	dnsService     = "10.96.0.10"
	nodeCache      = "169.254.20.10"
	podRange       = "10.244.0.0/16"
)

// nodeAddresses are the nodes, and where they are.
var nodeAddresses = map[string]string{"node-a": "172.30.0.11", "node-b": "172.30.0.12"}

// Nodes are the names of the nodes, in order.
func Nodes() []string { return []string{"node-a", "node-b"} }

// machines are the names of all machines, the control plane's first.
func machines() []string { return append([]string{"control"}, Nodes()...) }

func folder(name string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("cannot find a place for the cluster: %w", err)
	}
	return filepath.Join(cache, "netwhy", "clusters", name), nil
}

// cgroup is the name of a machine's control group.
func cgroup(cluster, machine string) string { return "netwhy-" + cluster + "-" + machine }

// Kubeconfig is the path of the administrator's, good from this machine.
func (c *Cluster) Kubeconfig() string { return filepath.Join(c.dir, "admin.kubeconfig") }

// Inside is the path of the same, good from within the cluster's machines.
func (c *Cluster) Inside() string { return filepath.Join(c.dir, "inside.kubeconfig") }

// Dir is the cluster's folder.
func (c *Cluster) Dir() string { return c.dir }

// Control is the machine of the control plane, which is also the world outside.
func (c *Cluster) Control() *machine.Machine { return c.control }

// Node is the machine of a node.
func (c *Cluster) Node(name string) *machine.Machine { return c.nodes[name] }

// ErrAbsent says that no cluster of the name runs.
var ErrAbsent = errors.New("no such cluster runs")

// Open finds a cluster that runs.
func Open(name string) (*Cluster, error) {
	dir, err := folder(name)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "cluster.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot open the cluster %s: %w: run `make cluster-up`", name, ErrAbsent)
	} else if err != nil {
		return nil, fmt.Errorf("cannot open the cluster %s: %w", name, err)
	}
	c := &Cluster{dir: dir, nodes: map[string]*machine.Machine{}}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("cannot read the state of the cluster %s: %w", name, err)
	}
	for _, name := range machines() {
		m, err := machine.Open(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if !m.Alive() && name != c.Options.Lost {
			return nil, fmt.Errorf("cannot open the cluster %s: its machine %s has ended: %w", c.Options.Name, name, ErrAbsent)
		}
		c.keep(m)
	}
	return c, nil
}

func (c *Cluster) keep(m *machine.Machine) {
	if m.Name == "control" {
		c.control = m
	} else {
		c.nodes[m.Name] = m
	}
}

// save keeps what Open needs; a cluster without it was not completed.
func (c *Cluster) save() error {
	text, err := json.Marshal(c)
	if err == nil {
		err = os.WriteFile(filepath.Join(c.dir, "cluster.json"), text, 0o644)
	}
	if err != nil {
		return fmt.Errorf("cannot keep the state of the cluster %s: %w", c.Options.Name, err)
	}
	return nil
}

// Names are the clusters that have a folder, whether or not they run.
func Names() ([]string, error) {
	dir, err := folder("")
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot list the clusters: %w", err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
