package netns

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var first = time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC)

// seen is a reader of one kind.
type seen struct {
	kind  *evidence.Meta
	entry *evidence.Entry
}

func (s seen) Read(kind *evidence.Meta) *evidence.Entry {
	if kind != s.kind {
		return nil
	}
	return s.entry
}

func reader[T any](t *testing.T, kind evidence.Kind[T], items ...T) evidence.Reader {
	t.Helper()
	var list []json.RawMessage
	for _, item := range items {
		text, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, text)
	}
	record, err := evidence.Seal(evidence.Record{Kind: kind.Name}, list)
	if err != nil {
		t.Fatal(err)
	}
	return seen{kind.Meta, &evidence.Entry{Record: record}}
}

// readings are two samples: a pod that was there, and one that came between.
func readings() *sample.Window {
	before, after := &sample.Sample{Node: "aks-1", Boot: "b"}, &sample.Sample{Node: "aks-1", Boot: "b"}
	add := func(s *sample.Sample, name string, id uint64, at time.Time, counters map[string]uint64) {
		s.Table(sample.Namespace).Add(sample.Row{Name: name, ID: id, At: at, Facts: map[string]string{"TCP.tw": "3"}}, sample.Wide(counters))
	}
	last := first.Add(20 * time.Second)
	add(before, "host", 1, first, map[string]uint64{"a": 1, "b": 1})
	add(before, "old", 2, first, map[string]uint64{"a": 5, "b": 7})
	add(after, "host", 1, last, map[string]uint64{"a": 1, "b": 1, "six": 1})
	add(after, "old", 2, last, map[string]uint64{"a": 9, "b": 7})
	add(after, "new", 3, last, map[string]uint64{"a": 4, "b": 0})
	for i, s := range []*sample.Sample{before, after} {
		socket := sample.Row{Name: "old udp 0.0.0.0:53", ID: 1, At: first}
		s.Table(sample.Socket).Add(socket, sample.Narrow(map[string]uint64{"drops": uint64(2 + 3*i)}))
	}
	after.Table(sample.Socket).Add(sample.Row{Name: "old udp 0.0.0.0:54", ID: 2, At: last}, sample.Narrow(map[string]uint64{"drops": 6}))
	w := sample.Between(before, after)
	w.Looked = []string{"host", "old"}
	w.Listens = []sample.Listener{{Namespace: "old", Protocol: "tcp", Address: "0.0.0.0", Port: 80}, {Namespace: "host", Protocol: "tcp", Address: "::", Port: 22}}
	w.Routes = []sample.Route{{Namespace: "old", Destination: "0.0.0.0/0"}, {Namespace: "host", Destination: "::/0"}}
	return w
}

func pod(name, node string, started time.Time) *corev1.Pod {
	p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: corev1.PodSpec{NodeName: node}}
	if !started.IsZero() {
		p.Status.StartTime = &metav1.Time{Time: started.Truncate(time.Second)}
	}
	return p
}

func TestOfPod(t *testing.T) {
	r := reader(t, evidence.PodNetworks,
		evidence.PodNetwork{Node: "aks-1", Pods: []string{"old", "new", "gone", "hosted"}, Window: readings()},
		evidence.PodNetwork{Node: "aks-2", Pods: []string{"far"}, Missing: "timeout"})
	hosted := pod("hosted", "aks-1", first)
	hosted.Spec.HostNetwork = true
	for _, c := range []struct {
		pod       *corev1.Pod
		name, why string
	}{
		{pod("old", "aks-1", first), "old", ""},
		{hosted, "host", ""},
		{pod("gone", "aks-1", first), "", "node aks-1 did not see the network of pod gone"},
		{pod("far", "aks-2", first), "", "node aks-2 did not answer: timeout"},
		{pod("old", "aks-2", first), "", "no node probe has looked at pod old"},
		{pod("other", "aks-1", first), "", "no node probe has looked at pod other"},
	} {
		n, why := OfPod(r, c.pod)
		if n.Name != c.name || (why == "") != (c.why == "") || !strings.Contains(why, c.why) {
			t.Errorf("pod %s on %s: got %q, %q", c.pod.Name, c.pod.Spec.NodeName, n.Name, why)
		}
	}
}

func TestOfNode(t *testing.T) {
	if n, why := OfNode(reader(t, evidence.NodeCounters, *readings())); why != "" || n.Name != "host" || n.Window.Node != "aks-1" {
		t.Errorf("got %+v, %q", n, why)
	}
	if _, why := OfNode(reader(t, evidence.NodeCounters)); why == "" {
		t.Error("a node that nobody looked at has a network")
	}
}

func TestDelta(t *testing.T) {
	w := readings()
	for name, c := range map[string]struct {
		pod     *corev1.Pod
		counter string
		delta   uint64
		known   bool
		seconds float64
	}{
		"moved":                           {pod("old", "aks-1", first.Add(-time.Hour)), "a", 4, true, 20},
		"still":                           {pod("old", "aks-1", first.Add(-time.Hour)), "b", 0, true, 20},
		"no such counter":                 {pod("old", "aks-1", first), "c", 0, false, 20},
		"appeared":                        {pod("host", "aks-1", first), "six", 0, false, 20},
		"came in between":                 {pod("new", "aks-1", first.Add(5*time.Second)), "a", 4, true, 15.5},
		"came in the second of the first": {pod("new", "aks-1", first), "a", 4, true, 20.5},
		"was overlooked":                  {pod("new", "aks-1", first.Add(-time.Minute)), "a", 0, false, 0},
		"was overlooked, but never moved": {pod("new", "aks-1", first.Add(-time.Minute)), "b", 0, true, 0},
		"nobody knows when it came":       {pod("new", "aks-1", time.Time{}), "a", 0, false, 0},
	} {
		n, why := OfPod(reader(t, evidence.PodNetworks, evidence.PodNetwork{Node: "aks-1", Pods: []string{c.pod.Name}, Window: w}), c.pod)
		delta, known := n.Delta(c.counter)
		if why != "" || delta != c.delta || known != c.known || n.Seconds() != c.seconds || n.Moved(c.counter) != c.delta {
			t.Errorf("%s: got %d, %t in %f s; %s", name, delta, known, n.Seconds(), why)
		}
	}
}

func TestSum(t *testing.T) {
	n := Network{Window: readings(), Name: "old"}
	if sum, known := n.Sum("a", "b", "no such counter"); sum != 4 || !known {
		t.Errorf("got %d, %t", sum, known)
	}
	if _, known := n.Sum("no such counter", "a"); known {
		t.Error("a sum without its first counter is known")
	}
}

func TestLost(t *testing.T) {
	w := readings()
	w.Scopes = append(w.Scopes, sample.Scope{
		Kind: sample.Socket, Name: "new udp 0.0.0.0:55", New: true, Counters: map[string]sample.Counter{"drops": {First: 8, Last: 8, Bits: 32}},
	})
	for name, want := range map[string]map[string]uint64{
		"old": {"old udp 0.0.0.0:53": 3, "old udp 0.0.0.0:54": 0}, // the second may have lost its six long ago
		"new": {"new udp 0.0.0.0:55": 8},
	} {
		n, why := OfPod(reader(t, evidence.PodNetworks, evidence.PodNetwork{Node: "aks-1", Pods: []string{name}, Window: w}), pod(name, "aks-1", first.Add(time.Second)))
		list := n.Sockets()
		if why != "" || len(list) != len(want) {
			t.Errorf("%s has %d sockets: %s", name, len(list), why)
		}
		for _, s := range list {
			if lost, known := want[s.Name]; !known || n.Lost(s, "drops") != lost {
				t.Errorf("%s lost %d, want %d", s.Name, n.Lost(s, "drops"), lost)
			}
		}
	}
}

func TestWhatIsThereNow(t *testing.T) {
	n := Network{Window: readings(), Name: "old"}
	if list, looked := n.Listeners(); !looked || len(list) != 1 || list[0].Port != 80 {
		t.Errorf("listeners: %v, %t", list, looked)
	}
	if list, looked := n.Routes(); !looked || len(list) != 1 || list[0].Destination != "0.0.0.0/0" {
		t.Errorf("routes: %v, %t", list, looked)
	}
	if value, known := n.Fact("TCP.tw"); value != "3" || !known {
		t.Errorf("fact %q, %t", value, known)
	}
	n.Name = "new"
	if _, looked := n.Listeners(); looked {
		t.Error("a namespace that was not looked at has listeners")
	}
	n.Name = "gone"
	if _, known := n.Fact("TCP.tw"); known || n.Seconds() != 0 {
		t.Error("a namespace that is not there has facts")
	}
}

func TestServes(t *testing.T) {
	four, six := netip.MustParseAddr("10.244.0.5"), netip.MustParseAddr("fd00::5")
	listen := func(protocol string, addresses ...string) (list []sample.Listener) {
		for _, a := range addresses {
			list = append(list, sample.Listener{Namespace: "web", Protocol: protocol, Address: a, Port: 80})
		}
		return list
	}
	for name, c := range map[string]struct {
		listens  []sample.Listener
		protocol corev1.Protocol
		port     int32
		at       []netip.Addr
		reach    Reach
		address  string
	}{
		"nothing":             {nil, "TCP", 80, nil, Nobody, ""},
		"another port":        {listen("tcp", "0.0.0.0"), "TCP", 81, nil, Nobody, ""},
		"another protocol":    {listen("tcp", "0.0.0.0"), "UDP", 80, nil, Nobody, ""},
		"all":                 {listen("tcp", "0.0.0.0"), "TCP", 80, nil, Anybody, "0.0.0.0"},
		"all, for IPv4":       {listen("udp6", "::"), "UDP", 80, []netip.Addr{four}, Anybody, "::"},
		"IPv4 only, for IPv6": {listen("tcp", "0.0.0.0"), "TCP", 80, []netip.Addr{six}, Another, "0.0.0.0"},
		"the pod's own":       {listen("tcp", "10.244.0.5"), "TCP", 80, []netip.Addr{four}, Anybody, "10.244.0.5"},
		"its own, as IPv6":    {listen("tcp6", "::ffff:10.244.0.5"), "TCP", 80, []netip.Addr{four}, Anybody, "::ffff:10.244.0.5"},
		"one of nobody":       {listen("tcp", "192.0.2.1"), "TCP", 80, []netip.Addr{four}, Another, "192.0.2.1"},
		"loopback":            {listen("tcp", "127.0.0.1"), "TCP", 80, []netip.Addr{four}, Loopback, "127.0.0.1"},
		"loopback of IPv6":    {listen("tcp6", "::1"), "TCP", 80, nil, Loopback, "::1"},
		"loopback in IPv6":    {listen("tcp6", "::ffff:127.0.0.1"), "TCP", 80, nil, Loopback, "::ffff:127.0.0.1"},
		"loopback and all":    {listen("tcp", "127.0.0.1", "0.0.0.0", "127.0.0.2"), "TCP", 80, []netip.Addr{four}, Anybody, "0.0.0.0"},
		"not an address":      {listen("tcp", "x"), "TCP", 80, nil, Another, "x"},
	} {
		n := Network{Window: &sample.Window{Listens: c.listens, Looked: []string{"web"}}, Name: "web"}
		reach, address, looked := n.Serves(c.protocol, c.port, c.at...)
		if reach != c.reach || address != c.address || !looked {
			t.Errorf("%s: got %d at %q, %t", name, reach, address, looked)
		}
	}
	if _, _, looked := (Network{Window: &sample.Window{}, Name: "web"}).Serves("TCP", 80); looked {
		t.Error("nobody looked, and it is said that nobody listens")
	}
}

func TestStray(t *testing.T) {
	for example, want := range map[string]bool{"UDP to port 5353": true, "UDP to port 53": false, "TCP to port 8080": false, "ICMP": false, "": false, "UDP to port x": false} {
		if got := Stray(example); got != want {
			t.Errorf("%q: got %t", example, got)
		}
	}
}
