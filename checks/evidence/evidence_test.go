package evidence

import (
	"encoding/json"
	"testing"
	"time"
)

func TestSealSortsAndDigests(t *testing.T) {
	a := json.RawMessage(`{"metadata":{"name":"a","namespace":"z"}}`)
	b := json.RawMessage(`{"metadata":{"name":"b","namespace":"y"}}`)
	one, err := Seal(Record{Kind: "pods", Subject: TheCluster, Time: time.Unix(1, 0)}, []json.RawMessage{a, b})
	if err != nil {
		t.Fatal(err)
	}
	two, err := Seal(Record{Kind: "pods", Subject: TheCluster, Time: time.Unix(2, 0)}, []json.RawMessage{b, a})
	if err != nil {
		t.Fatal(err)
	}
	if one.Digest != two.Digest || one.Items != 2 {
		t.Errorf("order or time shows in the digest: %s, %s", one.Digest, two.Digest)
	}
	other, err := Seal(Record{Kind: "pods", Subject: Of(Namespace, "", "shop")}, []json.RawMessage{a, b})
	if err != nil {
		t.Fatal(err)
	}
	if other.Digest == one.Digest {
		t.Error("whose it is does not show in the digest")
	}
	one.Payload = json.RawMessage(`[]`)
	if one.Sealed() {
		t.Error("a changed payload still looks sealed")
	}
	empty, err := Seal(Record{Kind: "pods"}, nil)
	if err != nil || string(empty.Payload) != "[]" {
		t.Errorf("an empty list is %s, %v", empty.Payload, err)
	}
}

func TestDigestKeepsPartsApart(t *testing.T) {
	if Digest([]byte("ab"), []byte("c")) == Digest([]byte("a"), []byte("bc")) {
		t.Error("where a part ends does not show in the digest")
	}
}

func TestSnapshotPrefersRecords(t *testing.T) {
	shop := Of(Namespace, "", "shop")
	s := NewSnapshot([]Record{{Kind: "pods", Subject: shop, Digest: "first"}, {Kind: "pods", Subject: shop, Digest: "second"}},
		[]Gap{{Kind: "pods", Subject: shop, Reason: Timeout}, {Kind: "services", Subject: shop, Reason: Forbidden}})
	if entry, _ := s.Find(Pods.Meta, shop); entry == nil || entry.Digest != "first" {
		t.Errorf("got %+v", entry)
	}
	if _, gap := s.Find(Services.Meta, shop); gap.Reason != Forbidden {
		t.Errorf("got %+v", gap)
	}
	if _, gap := s.Find(EndpointSlices.Meta, shop); gap.Reason != NotRead {
		t.Errorf("what nobody tried is %+v, want not-read", gap)
	}
	if len(s.Gaps()) != 1 || len(s.Records()) != 1 {
		t.Errorf("got %d gaps and %d records", len(s.Gaps()), len(s.Records()))
	}
}

func TestSubjectsReadAsTheyAreWritten(t *testing.T) {
	for _, s := range []Subject{
		TheCluster, Of(Service, "shop", "web"), Of(Node, "", "aks-1"), Of(Namespace, "", "shop"),
		WorkloadOf("StatefulSet", "data", "redis"), Of(Host, "", "example.com"), Of(HTTPRoute, "shop", "web"),
		PortOf(PodPort, Of(Service, "data", "redis"), "6379"),
		CallOf(WorkloadOf("Deployment", "shop", "web"), PortOf(Port, Of(Service, "data", "redis"), "6379")),
		CallOf(Of(Namespace, "", "shop"), Of(Host, "", "redis.data")),
	} {
		if got, err := ParseSubject(s.String()); err != nil || got != s {
			t.Errorf("%s reads as %+v, %v", s, got, err)
		}
	}
}

func TestQueryMatchesLikeTheAPIServer(t *testing.T) {
	head := Head{}
	if err := json.Unmarshal([]byte(`{"apiVersion":"v1","kind":"Event","metadata":{"name":"e","namespace":"shop","labels":{"a":"b"}},"type":"Warning","involvedObject":{"kind":"Node","name":"n1"}}`), &head); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		query Query
		want  bool
	}{
		{Query{Kind: "Event"}, true},
		{Query{Kind: "Event", Namespace: "shop", Labels: "a=b", Fields: "type=Warning,involvedObject.name=n1"}, true},
		{Query{Kind: "Event", Group: "events.k8s.io"}, false},
		{Query{Kind: "Event", Namespace: "other"}, false},
		{Query{Kind: "Event", Name: "f"}, false},
		{Query{Kind: "Event", Labels: "a!=b"}, false},
		{Query{Kind: "Event", Fields: "type=Normal"}, false},
	} {
		if got, err := c.query.Matches(head); err != nil || got != c.want {
			t.Errorf("%+v: got %v, %v, want %v", c.query, got, err, c.want)
		}
	}
	if _, err := (Query{Kind: "Event", Labels: "((("}).Matches(head); err == nil {
		t.Error("a broken selector matches silently")
	}
}

func TestACallHasTwoEnds(t *testing.T) {
	shop, redis := Of(Namespace, "", "shop"), Of(Service, "data", "redis")
	call := CallOf(shop, PortOf(Port, redis, "6379"))
	if call.Caller() != shop || call.Callee().Object() != redis || call.Callee().Number() != "6379" || call.Object() != shop || call.InNamespace() != "shop" {
		t.Errorf("got %+v", call)
	}
	for need, want := range map[Need]Subject{
		Require(Pods):                  shop,
		Require(Services).AtCallee():   Of(Namespace, "", "data"),
		Require(Namespaces).AtCallee(): TheCluster,
	} {
		if got, ok := need.For(call); !ok || got != want {
			t.Errorf("%s is read of %s, %v, not of %s", need.Kind.Name, got, ok, want)
		}
	}
	if _, ok := Require(Warnings).AtCallee().For(CallOf(shop, Of(Host, "", "example.com"))); ok {
		t.Error("a host lies in a namespace")
	}
}
