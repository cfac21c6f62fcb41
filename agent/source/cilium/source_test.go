package cilium

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// cluster is a directory of agents that a test serves.
type cluster struct {
	setup  Setup
	agents []Agent
	err    error
}

func (c *cluster) Setup(context.Context) (Setup, error) { return c.setup, c.err }

func (c *cluster) Agents(_ context.Context, node string) (list []Agent, err error) {
	for _, a := range c.agents {
		if node == "" || a.Node == node {
			list = append(list, a)
		}
	}
	return list, c.err
}

// serve answers requests one after another, the last again and again.
func serve(t *testing.T, answers ...http.HandlerFunc) string {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/metrics" {
			t.Errorf("asked for %s %s", r.Method, r.URL)
		}
		answers[min(int(asked.Add(1)), len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

// recorded is what an agent of Cilium 1.20.2 told.
func recorded(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var installed = Setup{Installed: true, Settings: map[string]string{"enable-policy": "default", "enable-l7-proxy": "true", "cluster-name": "c"}}

func ask(t *testing.T, c *cluster, a Args) (tool.Reading, error) {
	t.Helper()
	s := New(c)
	s.Window = time.Millisecond
	return s.Status(t.Context(), a)
}

func read(t *testing.T, c *cluster, node string) evidence.AgentMetrics {
	t.Helper()
	reading, err := ask(t, c, Args{Node: node})
	if err != nil || len(reading.Items) != 1 {
		t.Fatalf("got %d items, %v", len(reading.Items), err)
	}
	var m evidence.AgentMetrics
	if err := json.Unmarshal(reading.Items[0], &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCountersAreReadTwice(t *testing.T) {
	agent, hubble := recorded(t, "agent.txt"), recorded(t, "hubble.txt")
	later := strings.Replace(agent, `cilium_drop_count_total{direction="EGRESS",reason="Policy denied"} 36`, `cilium_drop_count_total{direction="EGRESS",reason="Policy denied"} 43`, 1) +
		"cilium_drop_count_total{direction=\"INGRESS\",reason=\"CT: Map insertion failed\"} 3\n"
	if !strings.Contains(later, "43\n") {
		t.Fatal("the recording lacks the line that the test changes")
	}
	m := read(t, &cluster{installed, []Agent{{Node: "node-a", Pod: "cilium-x", Metrics: serve(t, text(agent), text(later)), Hubble: serve(t, text(hubble))}}, nil}, "node-a")
	if m.Node != "node-a" || m.Pod != "cilium-x" || m.Seconds <= 0 || len(m.Missing) != 0 {
		t.Errorf("got %+v", m)
	}
	if moved := m.Moved("cilium_drop_count_total", "reason", "Policy denied"); moved != 7 {
		t.Errorf("denied %v, want 7", moved)
	}
	if moved := m.Moved("cilium_drop_count_total", "reason", "CT: Map insertion failed"); moved != 3 {
		t.Errorf("a counter that was not there has moved by %v, want 3", moved)
	}
	if !m.Has("cilium_forward_count_total") || m.Moved("cilium_forward_count_total") != 0 || m.Sum("cilium_forward_count_total") == 0 {
		t.Errorf("forwarded %v, moved %v", m.Sum("cilium_forward_count_total"), m.Moved("cilium_forward_count_total"))
	}
	if !m.Has("hubble_lost_events_total") {
		t.Error("nothing of Hubble was kept")
	}
	for _, s := range m.Series {
		for label := range s.Labels {
			if !kept(s.Name, label) {
				t.Errorf("%s keeps the label %s, which no check reads", s.Name, label)
			}
		}
	}
}

func TestWithoutHubbleTheAgentIsStillHeard(t *testing.T) {
	agent := serve(t, text(recorded(t, "agent.txt")))
	for name, hubble := range map[string]string{"none": "", "closed": closed, "odd": serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })} {
		m := read(t, &cluster{installed, []Agent{{Node: "node-a", Metrics: agent, Hubble: hubble}}, nil}, "node-a")
		if m.Missing["hubble"] == "" || !m.Has("cilium_forward_count_total") {
			t.Errorf("%s: missing %v, %d series", name, m.Missing, len(m.Series))
		}
	}
}

// closed is an address where nobody listens: a port that nobody is given who asks for
// any.
const closed = "127.0.0.1:1"

func TestFailuresHaveReasons(t *testing.T) {
	start := func(at string) string { return "cilium_process_start_time_seconds " + at + "\n" }
	long := "cilium_version{version=\"" + strings.Repeat("x", 2*longestLine) + "\"} 1\n"
	many := "# TYPE cilium_bpf_map_pressure gauge\n"
	for i := range mostSeries + 1 {
		many += fmt.Sprintf("cilium_bpf_map_pressure{map_name=\"m%d\"} 0.1\n", i)
	}
	for name, c := range map[string]struct {
		agent Agent
		want  evidence.Reason
	}{
		"no port":        {Agent{Why: "no port"}, evidence.NotInstalled},
		"nobody listens": {Agent{Metrics: closed}, evidence.Unreachable},
		"refuses":        {Agent{Metrics: serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })}, evidence.Unsupported},
		"leads elsewhere": {Agent{Metrics: serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
		})}, evidence.Unsupported},
		"a web page":        {Agent{Metrics: serve(t, text("<html>hello</html>"))}, evidence.Malformed},
		"no number":         {Agent{Metrics: serve(t, text("cilium_unreachable_nodes many\n"))}, evidence.Malformed},
		"an endless line":   {Agent{Metrics: serve(t, text(long))}, evidence.Truncated},
		"too many series":   {Agent{Metrics: serve(t, text(many))}, evidence.Truncated},
		"restarts":          {Agent{Metrics: serve(t, text(start("1.7e9")), text(start("1.8e9")))}, evidence.Unreachable},
		"another's process": {Agent{Metrics: serve(t, text(start("1.7e9"))), Started: time.Unix(1.8e9, 0)}, evidence.Malformed},
		"endless": {Agent{Metrics: serve(t, func(w http.ResponseWriter, r *http.Request) {
			line := []byte(strings.Repeat("x", 1023) + "\n")
			for r.Context().Err() == nil {
				if _, err := w.Write(line); err != nil {
					return
				}
			}
		})}, evidence.Truncated},
	} {
		c.agent.Node = "node-a"
		var f *tool.Failure
		if _, err := ask(t, &cluster{installed, []Agent{c.agent}, nil}, Args{Node: "node-a"}); !errors.As(err, &f) || f.Reason != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestAClusterWithoutCiliumCountsNothing(t *testing.T) {
	reading, err := ask(t, &cluster{}, Args{Node: "node-a"})
	if err != nil || reading.Items == nil || len(reading.Items) != 0 {
		t.Errorf("got %v, %v", reading, err)
	}
	var f *tool.Failure
	if _, err = ask(t, &cluster{setup: installed}, Args{Node: "node-a"}); !errors.As(err, &f) || f.Reason != evidence.Unreachable {
		t.Errorf("a node without an agent: %v", err)
	}
	if _, err = ask(t, &cluster{err: &tool.Failure{Reason: evidence.Forbidden}}, Args{Node: "node-a"}); !errors.As(err, &f) || f.Reason != evidence.Forbidden {
		t.Errorf("pods that may not be read: %v", err)
	}
}

func TestWhereThereIsNoWayItStopsTrying(t *testing.T) {
	c := &cluster{setup: installed}
	for i := range mostVain + 2 {
		c.agents = append(c.agents, Agent{Node: fmt.Sprintf("node-%d", i), Metrics: closed})
	}
	s := New(c)
	for i := range mostVain {
		if _, err := s.Status(t.Context(), Args{Node: fmt.Sprintf("node-%d", i)}); err == nil || strings.Contains(err.Error(), "run Netwhy in the cluster") {
			t.Errorf("node %d: %v", i, err)
		}
	}
	_, err := s.Status(t.Context(), Args{Node: fmt.Sprintf("node-%d", mostVain)})
	var f *tool.Failure
	if !errors.As(err, &f) || f.Reason != evidence.Unreachable || !strings.Contains(f.Needs, "run Netwhy in the cluster") {
		t.Errorf("got %v", err)
	}
}

func TestTheSummaryMissesNoNode(t *testing.T) {
	full := recorded(t, "agent.txt") + "cilium_bpf_map_pressure{map_name=\"snat_v4_external\"} 0.97\n"
	c := &cluster{installed, []Agent{
		{Node: "node-b", Pod: "cilium-b", Image: "cilium:v1.20.2", Metrics: closed},
		{Node: "node-a", Pod: "cilium-a", Image: "cilium:v1.20.2", Ready: true, Metrics: serve(t, text(full))},
		{Node: "node-c", Pod: "cilium-c", Image: "cilium:v1.19.0", Why: "no port"},
	}, nil}
	reading, err := ask(t, c, Args{})
	if err != nil || len(reading.Items) != 1 {
		t.Fatal(reading, err)
	}
	var sum Summary
	if err := json.Unmarshal(reading.Items[0], &sum); err != nil {
		t.Fatal(err)
	}
	if len(sum.Nodes) != 3 || sum.Images["cilium:v1.20.2"] != 2 || sum.Settings["enable-l7-proxy"] != "true" || sum.Settings["cluster-name"] != "" {
		t.Errorf("got %+v", sum)
	}
	a := sum.Nodes[0]
	if a.Node != "node-a" || !a.Ready || a.Missing != "" || !strings.HasPrefix(a.Version, "1.20.2") || a.Full["snat_v4_external"] != 0.97 || a.Endpoints["ready"] == 0 {
		t.Errorf("got %+v", a)
	}
	if sum.Nodes[1].Missing == "" || sum.Nodes[2].Missing == "" {
		t.Errorf("nodes that did not answer: %+v", sum.Nodes[1:])
	}
}
