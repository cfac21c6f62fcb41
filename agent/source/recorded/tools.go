package recorded

import (
	"context"
	"net/http"
	"time"

	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Tools are the read-only tools over the files, as they are over a cluster.
// What sends something, or reads what is in no file, fails.
func (g *Given) Tools(window time.Duration) ([]tool.Tool, error) {
	source, err := kube.Recorded(g.Objects)
	if err != nil {
		return nil, err
	}
	flows := absently[hubble.Args](evidence.ToolHubble, "flows of Hubble")
	if len(g.Flows) > 0 {
		recording, err := g.recording()
		if err != nil {
			return nil, err
		}
		flows = hubble.NewRecorded(recording, window).Tools
	}
	g.Objects.now = g.Time
	// The largest list is read at once: whoever asks for it has not long to wait.
	g.Objects.names(schema.GroupResource{Resource: "pods"})
	agents := cilium.Recorded(source, unasked{})
	var all []tool.Tool
	for _, tools := range []func() ([]tool.Tool, error){
		source.Tools, flows, agents.Tools,
		absently[node.Args](evidence.ToolNode, "what the kernels of the nodes counted"),
		absently[dns.Args](evidence.ToolDNS, "a cluster whose DNS can be asked"),
	} {
		list, err := tools()
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// absently is a tool that has nothing to read from.
func absently[Args any](name, what string) func() ([]tool.Tool, error) {
	return func() ([]tool.Tool, error) {
		t, err := tool.New(tool.Spec{Name: name, Title: name, Description: "Not in the files."}, func(Args) []tool.Access { return nil }, func(context.Context, Args) (tool.Reading, error) {
			return tool.Reading{}, &tool.Failure{Reason: evidence.NotInFiles, Needs: what}
		})
		return []tool.Tool{t}, err
	}
}

// unasked are the agents of Cilium: they are far away, or gone.
type unasked struct{}

// RoundTrip implements [http.RoundTripper].
func (unasked) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, absent("two readings of the metrics of Cilium's agents, some seconds apart, which no sysdump holds")
}
