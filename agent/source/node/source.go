package node

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
	"github.com/netwhy/netwhy/nodeprobe/sample"
	"golang.org/x/sync/errgroup"
)

// Source asks the probes of one cluster.
type Source struct {
	directory Directory
	service   Service
	files     Files

	mu      sync.Mutex
	found   map[string]string // addresses by node
	foundAt time.Time
	client  *http.Client
	pems    [3]string // that the client was made of
	turns   *turns
	lists   lists
}

// New prepares to ask the probes of a Service. Nothing is sent.
func New(d Directory, s Service, f Files) *Source {
	return &Source{directory: d, service: s, files: f, turns: newTurns()}
}

const (
	mostAtOnce = 512             // probes that are asked at once, if most are silent
	patience   = 4 * time.Second // for one answer
	window     = 10              // seconds that a window is long, at least
)

// Args are the arguments of node_counters.
type Args struct {
	Node      string `json:"node,omitempty" jsonschema:"name of a node: what its kernel counted"`
	Namespace string `json:"namespace,omitempty" jsonschema:"a namespace: what the kernels counted in the networks of its pods, and who listens there"`
}

// Tools is node_counters.
func (s *Source) Tools() ([]tool.Tool, error) {
	counters, err := tool.New(tool.Spec{
		Name: evidence.ToolNode, Title: "Read what the kernels of the nodes counted", Timeout: 15 * time.Second, AtOnce: mostAtOnce,
		Description: "Read what moved in the kernel of a node, or in the networks of a namespace's pods, during the last seconds: drops, errors, queues, sockets. Give node or namespace. Read-only; needs the node probe.",
	}, needs, s.Counters)
	return []tool.Tool{counters}, err
}

// needs is what the caller has to be granted: the pods of a namespace are theirs
// who may list them, and what a node's kernel counts is all pods' together.
func needs(a Args) []tool.Access {
	list := []tool.Access{{Verb: "get", Group: tool.Group, Resource: "nodecounters", Namespace: a.Namespace}}
	if a.Namespace != "" {
		list = append(list, tool.Access{Verb: "list", Resource: "pods", Namespace: a.Namespace})
	}
	return list
}

// Counters is the window of a node, or those of a namespace's pods by node.
func (s *Source) Counters(ctx context.Context, a Args) (tool.Reading, error) {
	if (a.Node == "") == (a.Namespace == "") {
		return tool.Reading{}, &tool.Failure{Reason: evidence.Unsupported, Err: errors.New("cannot tell whose counters: want either node or namespace")}
	}
	client, err := s.connection()
	if err != nil {
		return tool.Reading{}, err
	}
	probes, err := s.endpoints(ctx)
	if err != nil {
		return tool.Reading{}, err
	}
	if a.Namespace != "" {
		return s.pods(ctx, client, probes, a.Namespace)
	}
	w, err := s.ask(ctx, client, probes, a.Node, nil)
	if err != nil {
		return tool.Reading{}, err
	}
	r, err := reading(w)
	r.Decoded = []sample.Window{*w}
	return r, err
}

// pods asks each node that runs pods of a namespace about these. It fails only
// if no probe answers.
func (s *Source) pods(ctx context.Context, client *http.Client, probes map[string]string, namespace string) (tool.Reading, error) {
	list, err := s.directory.RunningPods(ctx, namespace)
	if err != nil {
		return tool.Reading{}, err
	}
	nodes, on := byNode(list)
	answers := make([]any, len(nodes))
	failures := make([]error, len(nodes))
	var group errgroup.Group
	group.SetLimit(mostAtOnce)
	for i, node := range nodes {
		group.Go(func() error {
			w, err := s.ask(ctx, client, probes, node, on[node])
			answer := evidence.PodNetwork{Node: node, Window: w}
			for _, p := range on[node] {
				answer.Pods = append(answer.Pods, p.Name)
			}
			if failures[i] = err; err != nil {
				answer.Missing = err.Error()
			}
			answers[i] = answer
			return nil
		})
	}
	group.Wait() //nolint:errcheck // the functions return none
	answered := false
	for _, err := range failures {
		answered = answered || err == nil
	}
	if !answered && len(nodes) > 0 {
		return tool.Reading{}, failures[0]
	}
	return reading(answers...)
}

// reading are items in their own order, for they bear no names.
func reading(items ...any) (r tool.Reading, err error) {
	r.Ordered = true
	for _, item := range items {
		data, err := json.Marshal(item)
		if err != nil {
			return tool.Reading{}, fmt.Errorf("cannot write what a node probe answered: %w", err)
		}
		r.Items = append(r.Items, data)
	}
	return r, nil
}

// about are the windows that were asked for: of pods, and of the host where a
// pod shares its network.
func about(w *sample.Window, pods []Pod) {
	names := map[string]string{}
	for _, p := range pods {
		if p.HostNetwork {
			names[sample.Host] = sample.Host
		} else {
			names[p.UID] = p.Name
		}
	}
	rename(w, names)
}
