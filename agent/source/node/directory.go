package node

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Directory knows where the probes are, and which pods run on which nodes.
type Directory interface {
	Probes(ctx context.Context, namespace, service string) ([]Endpoint, error)
	RunningPods(ctx context.Context, namespace string) ([]Pod, error)
}

// Endpoint is a probe.
type Endpoint struct {
	Node    string
	Address string // and port
}

// Pod is a pod that runs.
type Pod struct {
	Name, Node  string
	UID         string // as its control group bears it
	HostNetwork bool
}

// Service names the Service of the probes.
type Service struct{ Namespace, Name string }

// ParseService reads "namespace/name".
func ParseService(text string) (Service, error) {
	namespace, name, found := strings.Cut(text, "/")
	if !found || namespace == "" || name == "" || strings.Contains(name, "/") {
		return Service{}, fmt.Errorf("cannot use %q as the Service of the node probes: want NAMESPACE/NAME", text)
	}
	return Service{namespace, name}, nil
}

// String is the Service as namespace/name.
func (s Service) String() string { return s.Namespace + "/" + s.Name }

// host is the name that a probe's certificate must bear.
func (s Service) host() string { return s.Name + "." + s.Namespace + ".svc" }

// known is how long the probes that were found are believed to be there.
const known = 10 * time.Second

// endpoints are the probes by node.
func (s *Source) endpoints(ctx context.Context) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found != nil && time.Since(s.foundAt) < known {
		return s.found, nil
	}
	list, err := s.directory.Probes(ctx, s.service.Namespace, s.service.Name)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &tool.Failure{Reason: evidence.NotInstalled, Needs: fmt.Sprintf("the node probe: Service %s has no endpoint", s.service)}
	}
	s.found, s.foundAt = map[string]string{}, time.Now()
	for _, e := range list {
		s.found[e.Node] = e.Address
	}
	return s.found, nil
}

// byNode groups running pods by their node, in order.
func byNode(pods []Pod) (nodes []string, on map[string][]Pod) {
	on = map[string][]Pod{}
	for _, p := range pods {
		if on[p.Node] == nil {
			nodes = append(nodes, p.Node)
		}
		on[p.Node] = append(on[p.Node], p)
	}
	slices.Sort(nodes)
	return nodes, on
}
