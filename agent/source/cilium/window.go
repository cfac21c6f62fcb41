package cilium

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// apart is how far the clocks by which a process and its container say when
// they started may be apart.
const apart = 5 * time.Minute

// window reads an agent twice. Hubble may be missing, the agent may not.
func (s *Source) window(ctx context.Context, a Agent) (*evidence.AgentMetrics, error) {
	if a.Metrics == "" {
		return nil, &tool.Failure{Reason: evidence.NotInstalled, Needs: fmt.Sprintf("metrics of the Cilium agent on node %s: %s", a.Node, a.Why)}
	}
	m := &evidence.AgentMetrics{Node: a.Node, Pod: a.Pod, Missing: map[string]string{}}
	start := time.Now()
	first, err := scrape(ctx, s.client, a.Metrics)
	if err != nil {
		return nil, failure(a.Node, a.Metrics, err)
	}
	if err := a.same(first); err != nil {
		return nil, failure(a.Node, a.Metrics, err)
	}
	hubble, hubbleErr := s.hubble(ctx, a)
	select {
	case <-time.After(time.Until(start.Add(s.Window))):
	case <-ctx.Done():
		return nil, failure(a.Node, a.Metrics, ctx.Err())
	}
	m.Seconds = math.Round(time.Since(start).Seconds()*1000) / 1000
	last, err := scrape(ctx, s.client, a.Metrics)
	if err != nil {
		return nil, failure(a.Node, a.Metrics, err)
	}
	if first[started].value != last[started].value {
		return nil, &tool.Failure{Reason: evidence.Unreachable, Needs: "a Cilium agent on node " + a.Node + " that keeps running", Err: errors.New("it restarted while it was read")}
	}
	add(m, first, last)
	if hubbleErr == nil {
		var again values
		if again, hubbleErr = s.hubble(ctx, a); hubbleErr == nil {
			add(m, hubble, again)
		}
	}
	if hubbleErr != nil {
		m.Missing["hubble"] = hubbleErr.Error()
	}
	return m, nil
}

func (s *Source) hubble(ctx context.Context, a Agent) (values, error) {
	if a.Hubble == "" {
		return nil, errors.New("no port for Hubble's metrics is named")
	}
	all, err := scrape(ctx, s.client, a.Hubble)
	if err != nil {
		return nil, failure(a.Node, a.Hubble, err)
	}
	return all, nil
}

// same says why the process that answers cannot be the agent, nil where it may.
func (a Agent) same(v values) error {
	at, told := v[started]
	if len(v) == 0 {
		return &tool.Failure{Reason: evidence.Malformed, Err: fmt.Errorf("what answers at %s tells none of the metrics of a Cilium agent", a.Metrics)}
	}
	process := time.Unix(0, int64(at.value*1e9))
	if told && !a.Started.IsZero() && process.Sub(a.Started).Abs() > apart {
		return &tool.Failure{
			Reason: evidence.Malformed, Needs: "a way from here to the cluster's nodes",
			Err: fmt.Errorf("the process that answers at %s started at %s, and the agent of node %s at %s: it is another", a.Metrics, process.UTC().Format(time.RFC3339), a.Node, a.Started.UTC().Format(time.RFC3339)),
		}
	}
	return nil
}

// add joins two readings.
func add(m *evidence.AgentMetrics, first, last values) {
	for _, key := range last.sorted() {
		v := last[key]
		series := evidence.Series{Name: v.name, Labels: v.labels, Last: v.value}
		if before, there := first[key]; there {
			series.First = &before.value
		}
		m.Series = append(m.Series, series)
	}
}
