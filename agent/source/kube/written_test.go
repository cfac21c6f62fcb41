package kube

import (
	"bytes"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestOrderedReadingsAreSealedAsAnyOther(t *testing.T) {
	services, err := find("services")
	if err != nil {
		t.Fatal(err)
	}
	policies, err := find("ciliumnetworkpolicies")
	if err != nil {
		t.Fatal(err)
	}
	names := []objectKey{{"a-b", "x"}, {"a", "y"}, {"a", "x.y"}, {"a", "x-y"}, {"", "<&>\u2028"}} // as etcd might have them
	var typed, strange written
	for _, n := range names {
		o, err := tidy(&corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: n.namespace, Name: n.name, Annotations: map[string]string{"says": "<script>&\u2029"}}}, services)
		if err != nil {
			t.Fatal(err)
		}
		typed = append(typed, o)
		raw := `{"spec": {"description": "<script>&\u2029 \\u003c", "n": 1.0e3}, "kind": "CiliumNetworkPolicy", "metadata": {"namespace": "` + n.namespace + `", "name": "` + n.name + `"}}`
		if o, err = untyped([]byte(raw), policies); err != nil {
			t.Fatal(err)
		}
		strange = append(strange, o)
	}
	for _, list := range []written{nil, typed[:1], typed, strange} {
		r := list.reading()
		want, err := evidence.Seal(evidence.Record{Kind: "things"}, r.Items)
		if err != nil {
			t.Fatal(err)
		}
		got := evidence.SealOrdered(evidence.Record{Kind: "things"}, r.Items)
		if !r.Ordered || !bytes.Equal(got.Payload, want.Payload) || got.Digest != want.Digest || got.Items != want.Items || len(list) != got.Items {
			t.Errorf("got %s\nwant %s", got.Payload, want.Payload)
		}
	}
}
