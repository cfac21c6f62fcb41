package hubble

import (
	"context"
	"errors"
	"testing"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// mayList are the namespaces whose pods somebody may list; "" is all.
type mayList map[string]bool

func (m mayList) May(_ context.Context, a tool.Access) error {
	switch {
	case a.Namespace == "down":
		return &tool.Failure{Reason: evidence.Unreachable, Err: errors.New("no answer")}
	case a != pods(a.Namespace) || !m[a.Namespace] && !m[""]:
		return &tool.Failure{Reason: evidence.Forbidden, Needs: a.String()}
	}
	return nil
}

// look calls visible as the registry would.
func look(t *testing.T, rights tool.Rights, events []*flow.Flow) (seen []*flow.Flow, hidden bool, rests []tool.Access, err error) {
	t.Helper()
	probe, made := tool.New(tool.Spec{Name: "probe"}, func(struct{}) []tool.Access { return nil }, func(ctx context.Context, _ struct{}) (tool.Reading, error) {
		seen, hidden, err = visible(ctx, events)
		return tool.Reading{}, err
	})
	if made != nil {
		t.Fatal(made)
	}
	r, made := tool.NewRegistry(func(e tool.Event) { rests = e.Rests }, probe)
	if made != nil {
		t.Fatal(made)
	}
	_, err = r.Call(t.Context(), tool.Caller{Rights: rights}, "probe", struct{}{})
	return seen, hidden, rests, err
}

func TestFlowsAreSeenByWhoMaySeeBothEnds(t *testing.T) {
	in := func(namespace string) *flow.Endpoint { return &flow.Endpoint{Namespace: namespace, PodName: "p"} }
	label := func(l ...string) *flow.Endpoint { return &flow.Endpoint{Labels: l} }
	for name, c := range map[string]struct {
		flow *flow.Flow
		seen bool
	}{
		"within":                     {&flow.Flow{Source: in("mine"), Destination: in("mine")}, true},
		"to another":                 {&flow.Flow{Source: in("mine"), Destination: in("secret")}, false},
		"from another":               {&flow.Flow{Source: in("secret"), Destination: in("mine")}, false},
		"to both of mine":            {&flow.Flow{Source: in("mine"), Destination: in("also")}, true},
		"to the world":               {&flow.Flow{Source: in("mine"), Destination: label("reserved:world")}, true},
		"to an address of the world": {&flow.Flow{Source: in("mine"), Destination: label("cidr:192.0.2.1/32", "reserved:world-ipv4=")}, true},
		"from a node":                {&flow.Flow{Source: label("reserved:host"), Destination: in("mine")}, true},
		"to an unmanaged pod":        {&flow.Flow{Source: in("mine"), Destination: label("reserved:unmanaged")}, false},
		"to a pod that begins":       {&flow.Flow{Source: in("mine"), Destination: label("reserved:init")}, false},
		"to what is not known":       {&flow.Flow{Source: in("mine")}, false},
		"to a labelled pod":          {&flow.Flow{Source: in("mine"), Destination: label("k8s:io.kubernetes.pod.namespace=secret")}, false},
		"to a labelled pod of mine":  {&flow.Flow{Source: in("mine"), Destination: label("k8s:io.kubernetes.pod.namespace=mine")}, true},
		"a label that pretends":      {&flow.Flow{Source: in("mine"), Destination: label("k8s:reserved:world")}, false},
		"by another's Service":       {&flow.Flow{Source: in("mine"), Destination: label("reserved:world"), DestinationService: &flow.Service{Namespace: "secret", Name: "pay"}}, false},
	} {
		seen, hidden, _, err := look(t, mayList{"mine": true, "also": true}, []*flow.Flow{c.flow})
		if err != nil || len(seen) == 1 != c.seen || !hidden {
			t.Errorf("%s: seen %d, hidden %v, %v", name, len(seen), hidden, err)
		}
		seen, hidden, _, err = look(t, mayList{"": true}, []*flow.Flow{c.flow})
		if err != nil || len(seen) != 1 || hidden {
			t.Errorf("%s, by who may see all: seen %d, hidden %v, %v", name, len(seen), hidden, err)
		}
		if seen, _, _, err = look(t, nil, []*flow.Flow{c.flow}); len(seen) != 0 {
			t.Errorf("%s, by nobody: seen %d, %v", name, len(seen), err)
		}
	}
}

func TestWhatFlowsRestOnIsTold(t *testing.T) {
	mine := &flow.Flow{Source: &flow.Endpoint{Namespace: "mine"}, Destination: &flow.Endpoint{Namespace: "also"}}
	secret := &flow.Flow{Source: &flow.Endpoint{Namespace: "mine"}, Destination: &flow.Endpoint{Namespace: "secret"}}
	_, _, rests, err := look(t, mayList{"mine": true, "also": true}, []*flow.Flow{mine, secret})
	if err != nil || len(rests) != 2 || rests[0] != pods("mine") || rests[1] != pods("also") {
		t.Errorf("rests on %v, %v", rests, err)
	}
	down := &flow.Flow{Source: &flow.Endpoint{Namespace: "down"}, Destination: &flow.Endpoint{Namespace: "mine"}}
	if seen, _, _, err := look(t, mayList{"mine": true}, []*flow.Flow{mine, down}); err == nil || len(seen) != 0 {
		t.Errorf("nobody says who may: seen %d, %v", len(seen), err)
	}
}
