package cilium

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/sync/errgroup"
)

// Summary is how Cilium fares in a cluster.
type Summary struct {
	Installed bool `json:"installed"`
	// Images counts the agents by the image that they run.
	Images map[string]int `json:"images,omitempty"`
	// Settings are those of cilium-config that matter to traffic.
	Settings map[string]string `json:"settings,omitempty"`
	Nodes    []NodeStatus      `json:"nodes,omitempty"`
	// Unasked counts nodes whose agents were not asked, for their number.
	Unasked int `json:"unasked,omitempty"`
}

// NodeStatus is how the agent of a node fares.
type NodeStatus struct {
	Node  string `json:"node"`
	Ready bool   `json:"ready"`
	// Missing says why its metrics could not be read.
	Missing            string             `json:"missing,omitempty"`
	Version            string             `json:"version,omitempty"`
	Endpoints          map[string]float64 `json:"endpoints,omitempty"`  // by state
	Full               map[string]float64 `json:"fullTables,omitempty"` // share that is used, of those above half
	Drops              map[string]float64 `json:"drops,omitempty"`      // by reason, since the node started
	UnreachableNodes   float64            `json:"unreachableNodes,omitempty"`
	FailingControllers float64            `json:"failingControllers,omitempty"`
}

// mostAsked bounds how many agents one summary asks.
const mostAsked = 64

// matters are the settings that decide what happens to traffic.
var matters = []string{
	"auto-direct-node-routes", "bpf-lb-sock-hostns-only", "datapath-mode", "enable-bpf-masquerade", "enable-cilium-endpoint-slice",
	"enable-endpoint-routes", "enable-health-checking", "enable-host-firewall", "enable-host-legacy-routing", "enable-hubble", "enable-ipsec", "enable-ipv4",
	"enable-ipv6", "enable-k8s-networkpolicy", "enable-l7-proxy", "enable-local-redirect-policy", "enable-node-selector-labels", "enable-policy",
	"enable-sctp", "enable-wireguard", "enable-ztunnel", "identity-allocation-mode", "ipam", "kube-proxy-replacement", "labels", "mtu",
	"policy-audit-mode", "routing-mode", "tunnel-protocol",
}

func (s *Source) summary(ctx context.Context) (*Summary, error) {
	setup, err := s.directory.Setup(ctx)
	if err != nil || !setup.Installed {
		return &Summary{}, err
	}
	agents, err := s.directory.Agents(ctx, "")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(agents, func(a, b Agent) int { return cmp.Compare(a.Node, b.Node) })
	sum := &Summary{Installed: true, Images: map[string]int{}, Settings: map[string]string{}}
	for _, key := range matters {
		if value, says := setup.Settings[key]; says {
			sum.Settings[key] = value
		}
	}
	for _, a := range agents {
		sum.Images[a.Image]++
	}
	if len(agents) > mostAsked {
		agents, sum.Unasked = agents[:mostAsked], len(agents)-mostAsked
	}
	sum.Nodes = make([]NodeStatus, len(agents))
	var group errgroup.Group
	group.SetLimit(mostAtOnce)
	for i, a := range agents {
		group.Go(func() error {
			sum.Nodes[i] = s.status(ctx, a)
			return nil
		})
	}
	group.Wait() //nolint:errcheck // the functions return none
	return sum, nil
}

// status asks an agent once: a summary tells how things stand, and not what moves.
func (s *Source) status(ctx context.Context, a Agent) NodeStatus {
	n := NodeStatus{Node: a.Node, Ready: a.Ready, Missing: a.Why}
	if a.Metrics == "" {
		return n
	}
	v, err := scrape(ctx, s.client, a.Metrics)
	if err == nil {
		err = a.same(v)
	}
	if err != nil {
		n.Missing = string(failure(a.Node, a.Metrics, err).Reason) + ": " + err.Error()
		return n
	}
	m := &evidence.AgentMetrics{}
	add(m, nil, v)
	for _, s := range m.Of("cilium_version") {
		n.Version = s.Labels["version"]
	}
	n.Endpoints = by(m, "cilium_endpoint_state", "endpoint_state", 1)
	n.Full = by(m, "cilium_bpf_map_pressure", "map_name", 0.5)
	n.Drops = by(m, "cilium_drop_count_total", "reason", 1)
	n.UnreachableNodes, n.FailingControllers = m.Sum("cilium_unreachable_nodes"), m.Sum("cilium_controllers_failing")
	return n
}

// by adds up a family by a label, and leaves out what is less than the least.
func by(m *evidence.AgentMetrics, family, label string, least float64) map[string]float64 {
	sums := map[string]float64{}
	for _, s := range m.Of(family) {
		sums[s.Labels[label]] += s.Last
	}
	maps.DeleteFunc(sums, func(_ string, n float64) bool { return n < least })
	return sums
}
