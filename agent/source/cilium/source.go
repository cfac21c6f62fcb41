package cilium

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Source asks the agents of one cluster.
type Source struct {
	// Window is how long the two readings of an agent are apart.
	Window time.Duration

	directory Directory
	client    *http.Client

	mu    sync.Mutex
	vain  int  // agents in a row to which no connection came about
	heard bool // whether any agent ever answered
}

// New prepares to ask the agents. Nothing is sent.
func New(d Directory) *Source {
	return &Source{Window: 3 * time.Second, directory: d, client: newClient()}
}

// Recorded prepares to tell of agents of which files tell, and which cannot be asked.
func Recorded(d Directory, agents http.RoundTripper) *Source {
	return &Source{directory: d, client: &http.Client{Transport: agents}}
}

// Args are the arguments of cilium_status.
type Args struct {
	Node string `json:"node,omitempty" jsonschema:"name of a node: what its agent counted; empty: how Cilium fares in the whole cluster"`
}

// Tools is cilium_status.
func (s *Source) Tools() ([]tool.Tool, error) {
	status, err := tool.New(tool.Spec{
		Name: evidence.ToolCilium, Title: "Read how Cilium fares", Timeout: 30 * time.Second,
		Description: "Read from Cilium's agents how they fare: version, agents by node, states of endpoints, full tables, nodes that cannot be reached, failing controllers, settings that matter. With node: what its agent counted in the last seconds, drops by reason among it. Read-only.",
	}, needs, s.Status)
	return []tool.Tool{status}, err
}

// needs is what the caller has to be granted: an agent counts for all namespaces.
func needs(Args) []tool.Access {
	return []tool.Access{{Verb: "get", Group: tool.Group, Resource: "ciliumagents"}}
}

// Status is what the agent of a node counted, or a summary of all.
func (s *Source) Status(ctx context.Context, a Args) (tool.Reading, error) {
	if a.Node == "" {
		summary, err := s.summary(ctx)
		if err != nil {
			return tool.Reading{}, err
		}
		return reading(summary)
	}
	agents, err := s.directory.Agents(ctx, a.Node)
	if err != nil {
		return tool.Reading{}, err
	}
	if len(agents) == 0 {
		return s.without(ctx, a.Node)
	}
	m, err := s.ask(ctx, agents[0])
	if err != nil {
		return tool.Reading{}, err
	}
	return reading(m)
}

// without tells a node that lacks its agent from a cluster that has no Cilium,
// of which it is certain that nothing is counted.
func (s *Source) without(ctx context.Context, node string) (tool.Reading, error) {
	setup, err := s.directory.Setup(ctx)
	switch {
	case err != nil:
		return tool.Reading{}, err
	case !setup.Installed:
		return reading()
	}
	return tool.Reading{}, &tool.Failure{Reason: evidence.Unreachable, Needs: "a Cilium agent on node " + node, Err: errors.New("none runs there")}
}

// mostVain is after how many agents without a connection, and none with one, it
// is taken for certain that there is no way to them from here.
const mostVain = 4

// ask reads an agent twice, unless there is no way to any.
func (s *Source) ask(ctx context.Context, a Agent) (*evidence.AgentMetrics, error) {
	s.mu.Lock()
	hopeless := !s.heard && s.vain >= mostVain
	s.mu.Unlock()
	if hopeless {
		return nil, &tool.Failure{
			Reason: evidence.Unreachable, Needs: "a way from here to the nodes, at the port of Cilium's metrics: run Netwhy in the cluster, or in its network",
			Err: fmt.Errorf("no connection to the agents of %d other nodes came about", mostVain),
		}
	}
	m, err := s.window(ctx, a)
	var f *tool.Failure
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.heard = true
	case errors.As(err, &f) && f.Reason == evidence.Unreachable:
		s.vain++
	}
	return m, err
}

func reading(items ...any) (r tool.Reading, err error) {
	r.Items = []json.RawMessage{}
	for _, item := range items {
		data, err := json.Marshal(item)
		if err != nil {
			return tool.Reading{}, fmt.Errorf("cannot write what an agent answered: %w", err)
		}
		r.Items = append(r.Items, data)
	}
	return r, nil
}
