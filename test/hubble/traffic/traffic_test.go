package traffic

import (
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"google.golang.org/protobuf/proto"
)

var world = World{Names: AKS, Nodes: 7, Namespaces: 3, Apps: 4, Replicas: 5, Seed: 3, Denied: map[string]string{"ns-001/app-2": "CiliumNetworkPolicy/closed", "ns-002/app-0": ""},
	Dropped: map[string]flowpb.DropReason{"ns-000/app-3": flowpb.DropReason_CT_MAP_INSERTION_FAILED}}

// flows are the first of a node, and at the same times.
func flows(number, many int) (list []*flowpb.Flow) {
	n, at := world.Ends().Node(number), time.Unix(1_800_000_000, 0)
	for i := range many {
		list = append(list, n.Event(at.Add(time.Duration(i)*time.Millisecond)).GetFlow())
	}
	return list
}

func TestASeedMakesTheSameFlows(t *testing.T) {
	first, again := flows(2, 3*block), flows(2, 3*block)
	seen := map[string]bool{}
	for i, f := range first {
		if !proto.Equal(f, again[i]) {
			t.Fatalf("flow %d is %v, and then %v", i, f, again[i])
		}
		if seen[f.GetUuid()] || len(f.GetUuid()) != letters {
			t.Fatalf("the UUID %q is not one, or not the flow's own", f.GetUuid())
		}
		seen[f.GetUuid()] = true
	}
}

// TestANodeSeesItsOwnPods alone, and what policies do not let in is dropped there.
func TestANodeSeesItsOwnPods(t *testing.T) {
	home := map[string]int{}
	for pod, e := range world.Ends().pods {
		_, _, home[e.GetNamespace()+"/"+e.GetPodName()] = world.place(pod)
	}
	named := map[string]int{}
	for number := range world.Nodes {
		for _, f := range flows(number, 2000) {
			here := f.GetDestination()
			if f.GetTrafficDirection() == flowpb.TrafficDirection_EGRESS {
				here = f.GetSource()
			}
			if at, ok := home[here.GetNamespace()+"/"+here.GetPodName()]; !ok || at != number {
				t.Fatalf("node %d sees %v", number, f)
			}
			to := f.GetDestination().GetNamespace() + "/"
			for _, w := range f.GetDestination().GetWorkloads() {
				to += w.GetName()
			}
			_, denied := world.Denied[to]
			reason, lost := world.Dropped[to]
			if denied = denied || lost; denied && !lost {
				reason = flowpb.DropReason_POLICY_DENIED
			}
			if f.GetVerdict() == flowpb.Verdict_DROPPED && f.GetDropReasonDesc() != reason {
				t.Fatalf("dropped because of %s, want %s: %v", f.GetDropReasonDesc(), reason, f)
			}
			if dropped := f.GetVerdict() == flowpb.Verdict_DROPPED; dropped != (denied && here == f.GetDestination() && !f.GetIsReply().GetValue()) {
				t.Fatalf("nobody is let in to %v, and %s: %v", world.Denied, to, f)
			}
			for _, p := range f.GetIngressDeniedBy() {
				named[to+" "+p.GetKind()+"/"+p.GetName()]++
			}
		}
	}
	if len(named) != 1 || named["ns-001/app-2 CiliumNetworkPolicy/closed"] == 0 {
		t.Errorf("the policies that are named are %v", named)
	}
}

func TestWhatIsNoWorld(t *testing.T) {
	for name, w := range map[string]World{
		"no node":                {Names: AKS, Namespaces: 1, Apps: 1, Replicas: 1},
		"a drop of no world":     {Names: AKS, Nodes: 1, Namespaces: 1, Apps: 1, Replicas: 1, Dropped: map[string]flowpb.DropReason{"ns-001/app-0": flowpb.DropReason_CT_MAP_INSERTION_FAILED}},
		"a workload of no world": {Names: AKS, Nodes: 1, Namespaces: 1, Apps: 1, Replicas: 1, Denied: map[string]string{"ns-001/app-0": ""}},
	} {
		if w.Valid() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if err := world.Valid(); err != nil {
		t.Error(err)
	}
}
