package world

import (
	"reflect"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

func TestASeedPlantsTheSameFaults(t *testing.T) {
	a, b, other := New(500, 1), New(500, 1), New(500, 2)
	for of, lists := range map[string][3][]Fault{
		"the API": {a.Faults, b.Faults, other.Faults}, "nodes": {a.Counted, b.Counted, other.Counted}, "flows": {a.Dropped, b.Dropped, other.Dropped},
	} {
		if !reflect.DeepEqual(lists[0], lists[1]) || reflect.DeepEqual(lists[0], lists[2]) || len(lists[0]) == 0 {
			t.Errorf("the faults of %s are %v, and again %v; for another seed %v", of, lists[0], lists[1], lists[2])
		}
	}
}

// TestFaultsAreApart in any cluster: what is found of one says nothing of another.
func TestFaultsAreApart(t *testing.T) {
	for seed := range uint64(50) {
		for _, nodes := range []int{Fewest, 50, 500} {
			w := New(nodes, seed)
			all := slices.Concat(w.Faults, w.Counted, w.Dropped)
			at := map[string]Kind{}
			for _, f := range all {
				if was := at[f.Namespace+"/"+f.Name]; was != "" {
					t.Errorf("%d nodes, seed %d: of %s/%s %s, and %s", nodes, seed, f.Namespace, f.Name, was, f.Kind)
				}
				at[f.Namespace+"/"+f.Name] = f.Kind
			}
			if len(w.Counted) != min(most, nodes/10) || len(w.Dropped) != 2 {
				t.Errorf("%d nodes, seed %d: %d nodes count faults, packets to %d applications are dropped", nodes, seed, len(w.Counted), len(w.Dropped))
			}
		}
	}
}

func TestEachNodeHasAProbe(t *testing.T) {
	w := New(250, 1)
	w.Probe(9464, func(node int) string { return "127.0.0.1" })
	pods, endpoints := map[string]bool{}, map[string]bool{}
	w.Each(func(o runtime.Object) {
		switch o := o.(type) {
		case *corev1.Pod:
			if o.Namespace == ProbesIn {
				pods[o.Spec.NodeName] = true
			}
		case *discoveryv1.EndpointSlice:
			if o.Namespace != ProbesIn {
				return
			}
			if o.Labels[discoveryv1.LabelServiceName] != Probes || *o.Ports[0].Port != 9464 || len(o.Endpoints) > perSlice {
				t.Errorf("an EndpointSlice is %+v", o)
			}
			for _, e := range o.Endpoints {
				endpoints[*e.NodeName] = true
			}
		}
	})
	if len(pods) != w.Nodes || len(endpoints) != w.Nodes {
		t.Errorf("of %d nodes, %d run a probe and %d can be asked", w.Nodes, len(pods), len(endpoints))
	}
}
