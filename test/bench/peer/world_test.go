package peer

import (
	"os"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/test/apiserver"
	"sigs.k8s.io/yaml"
)

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// fault is one that testdata/world.yaml has.
type fault struct {
	Fault, Namespace string
	Proofs, Whole    []string
}

// world is a cluster with faults, and its kubectl.
func world(t *testing.T) (c *apiserver.Cluster, kubectl string, faults []fault) {
	t.Helper()
	c = shared.Cluster(t)
	text, err := os.ReadFile("testdata/world.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	for _, namespace := range []string{"shop", "other"} {
		if err := c.WaitEndpoints(t.Context(), namespace); err != nil {
			t.Fatal(err)
		}
	}
	if text, err = os.ReadFile("testdata/faults.yaml"); err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(text, &faults); err != nil {
		t.Fatal(err)
	}
	if kubectl, err = find(t.Context(), os.Stderr, ""); err != nil {
		t.Fatal(err)
	}
	return c, kubectl, faults
}

// shows holds an answer against the faults that its question is about.
func shows(t *testing.T, r Result, ask Ask, faults []fault) {
	t.Helper()
	if r.Err != "" || r.Version == "" || r.Time <= 0 || r.CPU <= 0 || r.PeakRSS < 1<<20 {
		t.Errorf("%s answers %+v", r.Peer, r)
	}
	reads := len(Reads(ask))
	if len(r.Calls) < reads {
		t.Errorf("%s made %d calls for %d reads", r.Peer, len(r.Calls), reads)
	}
	for _, f := range faults {
		about := ask.Namespace == "" || ask.Namespace == f.Namespace
		proofs := f.Proofs
		if ask.Namespace != "" {
			proofs = slices.Concat(f.Proofs, f.Whole)
		}
		if got := r.Shows(proofs...); got != about {
			t.Errorf("%s shows %s: %v, want %v:\n%s", r.Peer, f.Fault, got, about, r.Output)
		}
	}
}

// questions are one about a namespace, and one about the cluster.
var questions = []Ask{
	{Question: "web cannot be reached", Namespace: "shop", Name: "web"},
	{Question: "is the network of the cluster healthy?"},
}
