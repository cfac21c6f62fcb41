package drill

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	agent "github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/probes"
)

// subjects are who the checks are asked about.
var subjects = []evidence.Subject{
	evidence.Of(evidence.Node, "", nodeName),
	evidence.WorkloadOf("Deployment", shop, "app"),
	evidence.WorkloadOf("Deployment", shop, "idle"),
}

// sight is what the agent gets to see of a node.
type sight struct {
	objects    map[string][]json.RawMessage // by kind of evidence
	host, pods sample.Window
}

// recorded is a window as the probe of a node gave it.
type recorded []byte

// Window implements [server.Prober].
func (r recorded) Window(context.Context, time.Duration, bool, []string) (*sample.Window, error) {
	w := new(sample.Window)
	return w, json.Unmarshal(r, w)
}

// see has the agent ask the node's probe, by its own ways: over the network,
// with certificates, about the node and about the pods.
func (n *node) see(text []byte) (s sight) {
	n.t.Helper()
	if n.fleet == nil {
		n.fleet = probes.New(n.t)
		n.fleet.Add(n.t, nodeName, &n.window)
		for _, p := range theirPods {
			n.fleet.Pods = append(n.fleet.Pods, agent.Pod{Name: p.name, Node: nodeName, UID: p.uid})
		}
		n.source = agent.New(n.fleet, probes.Service, n.fleet.Files)
	}
	n.window = text
	s.objects = n.objects()
	for kind, args := range map[string]agent.Args{
		evidence.NodeCounters.Name: {Node: nodeName}, evidence.PodNetworks.Name: {Namespace: shop},
	} {
		reading, err := n.source.Counters(n.t.Context(), args)
		n.must(err)
		s.objects[kind] = reading.Items
	}
	var pods evidence.PodNetwork
	n.must(json.Unmarshal(s.objects[evidence.NodeCounters.Name][0], &s.host))
	n.must(json.Unmarshal(s.objects[evidence.PodNetworks.Name][0], &pods))
	s.pods = *pods.Window
	return s
}

// thing finds what a count is about: a kind and a name, as "netns app" or "device
// eth0".
func (s *sight) thing(of string) (*sample.Window, *sample.Scope) {
	word, name, _ := strings.Cut(of, " ")
	kind := sample.Kind(word)
	if !kind.Namespaced() {
		return &s.host, s.host.Scope(kind, name)
	}
	for _, p := range theirPods {
		if own, rest, _ := strings.Cut(name, " "); own == p.app {
			return &s.pods, s.pods.Scope(kind, strings.TrimSpace(p.name+" "+rest))
		}
	}
	return &s.host, s.host.Scope(kind, name)
}

// judge asks every check of nodes and workloads that rests on the probe.
func (s *sight) judge(t *testing.T) []checks.Finding {
	t.Helper()
	var cases []checks.Case
	records := map[evidence.Want]evidence.Record{}
	for _, check := range catalog.All() {
		probed := slices.ContainsFunc(check.Needs, func(n evidence.Need) bool {
			return n.Kind == evidence.NodeCounters.Meta || n.Kind == evidence.PodNetworks.Meta
		})
		for _, subject := range subjects {
			if !probed || check.Scope != subject.Scope {
				continue
			}
			cases = append(cases, checks.Case{Check: check, Subject: subject})
			for _, need := range check.Needs {
				owner, ok := need.Kind.For(subject)
				want := evidence.Want{Kind: need.Kind, Subject: owner}
				if _, read := records[want]; ok && !read {
					records[want] = s.record(t, need.Kind, owner)
				}
			}
		}
	}
	return checks.Evaluate(evidence.NewSnapshot(slices.Collect(maps.Values(records)), nil), cases)
}

// record is the reading of a kind. Of one that has no objects here there are none.
func (s *sight) record(t *testing.T, kind *evidence.Meta, owner evidence.Subject) evidence.Record {
	t.Helper()
	r, err := evidence.Seal(evidence.Record{Kind: kind.Name, Subject: owner, Call: kind.Query.In(owner), Time: time.Now()}, s.objects[kind.Name])
	if err == nil {
		err = kind.Valid(r.Payload, true)
	}
	if err != nil {
		t.Fatalf("cannot make a record of %s: %v", kind.Name, err)
	}
	return r
}

// blind is the sight of a probe that counts no drop reasons.
func (s *sight) blind(t *testing.T) sight {
	t.Helper()
	other := sight{objects: map[string][]json.RawMessage{}}
	for kind, items := range s.objects {
		other.objects[kind] = items
	}
	seal := func(item any) []json.RawMessage {
		data, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		return []json.RawMessage{data}
	}
	other.host, other.pods = withoutDrops(s.host), withoutDrops(s.pods)
	other.objects[evidence.NodeCounters.Name] = seal(other.host)
	var names []string
	for _, p := range theirPods {
		names = append(names, p.name)
	}
	other.objects[evidence.PodNetworks.Name] = seal(evidence.PodNetwork{Node: nodeName, Pods: names, Window: &other.pods})
	return other
}

func withoutDrops(w sample.Window) sample.Window {
	w.Scopes = slices.DeleteFunc(slices.Clone(w.Scopes), func(s sample.Scope) bool { return s.Kind == sample.Drop })
	w.Partial = map[sample.Kind]string{sample.Drop: "drop reasons are off: nodeprobe was started without -drops"}
	return w
}
