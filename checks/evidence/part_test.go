package evidence

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// seen reads one entry.
type seen struct{ *Entry }

func (s seen) Read(*Meta) *Entry { return s.Entry }

func sealed(t *testing.T, kind *Meta, subject Subject, items ...string) Record {
	t.Helper()
	var raw []json.RawMessage
	for _, i := range items {
		raw = append(raw, json.RawMessage(i))
	}
	r, err := Seal(Record{Kind: kind.Name, Subject: subject}, raw)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAPartOfAListIsReadOfEachNode(t *testing.T) {
	a, c := Of(Node, "", "a"), Of(Node, "", "c")
	all := sealed(t, Nodes.Meta, TheCluster, `{"metadata":{"name":"a"}}`, `{"metadata":{"name":"b"}}`)
	pods := sealed(t, AllNodesPods.Meta, TheCluster, `{"node":"a","pods":[{"metadata":{"name":"x"}},{"metadata":{"name":"y"},"status":{"phase":"Failed"}}],"holds":3}`,
		`{"node":"b","pods":[{"metadata":{"name":"z"}}],"holds":0}`, `{"node":"d","pods":[],"holds":1000000000}`)
	s := NewSnapshot([]Record{all, pods}, []Gap{{Kind: CiliumNodes.Name, Subject: TheCluster, Reason: NotInstalled, Needs: "Cilium"}})
	node, _ := s.Find(NodeObject.Meta, a)
	if list := NodeObject.Of(seen{node}); len(list) != 1 || list[0].Name != "a" || node.Digest != all.Digest || node.Subject != a {
		t.Errorf("node a is %+v", node)
	}
	none, _ := s.Find(NodeObject.Meta, c)
	if list := NodeObject.Of(seen{none}); none == nil || list == nil || len(list) != 0 {
		t.Error("a node that is not in the list is not absent")
	}
	if again, _ := s.Find(NodeObject.Meta, c); again != none {
		t.Error("the same part is another entry")
	}
	on, _ := s.Find(NodePods.Meta, a)
	for range 2 { // also after it was let go of
		if list := NodePods.Of(seen{on}); len(list) != 4 || list[1].Name != "y" || list[2].Name != "" || list[3].Spec.NodeName != "a" {
			t.Errorf("the pods of a, of which three take a place, are %+v", list)
		}
		on.Release()
	}
	started, _ := s.Find(NodePods.Meta, Of(Node, "", "b")) // since they were counted
	if list := NodePods.Of(seen{started}); len(list) != 1 {
		t.Errorf("the pods of b are %+v", list)
	}
	claimed, _ := s.Find(NodePods.Meta, Of(Node, "", "d"))
	if err := claimed.Decode(NodePods.Meta); err == nil {
		t.Error("a node of a billion pods is believed")
	}
	if _, gap := s.Find(CiliumNodeObject.Meta, a); gap.Reason != NotInstalled || gap.Kind != CiliumNodeObject.Name || gap.Subject != a || gap.Needs != "Cilium" {
		t.Errorf("what the list lacks is %+v of the node", gap)
	}
	if _, gap := s.Find(NodeEvents.Meta, a); gap.Reason != NotRead || gap.Kind != NodeEvents.Name {
		t.Errorf("of a list that nobody read the gap is %+v", gap)
	}
}

func TestWhatIsPackedIsTheSame(t *testing.T) {
	r := sealed(t, NodeCounters.Meta, Of(Node, "", "a"), `{"node":"a","scopes":[`+strings.Repeat(`{"kind":"device","name":"eth0"},`, 500)+`{"kind":"device","name":"eth1"}]}`)
	plain, digest := bytes.Clone(r.Payload), r.Digest
	r.Pack()
	if r.Payload != nil || r.Size()*5 > len(plain) || !bytes.Equal(r.Content(), plain) || !r.Sealed() || r.Digest != digest {
		t.Fatalf("%d bytes are kept of %d, sealed: %v", r.Size(), len(plain), r.Sealed())
	}
	if back := r.Unpacked(); !bytes.Equal(back.Payload, plain) || back.Packed != nil {
		t.Error("what is written is another")
	}
	e := &Entry{Record: r}
	for range 2 {
		if list := NodeCounters.Of(seen{e}); len(list) != 1 || len(list[0].Scopes) != 501 {
			t.Fatalf("%d windows are read", len(list))
		}
		if e.Release(); e.decoded != nil {
			t.Error("what was decoded is still held")
		}
	}
}
