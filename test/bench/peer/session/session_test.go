package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/bench/peer"
	"sigs.k8s.io/yaml"
)

var shared apiserver.Shared

func TestMain(m *testing.M) {
	if os.Getenv(loquacious) != "" {
		speakALot()
		return
	}
	os.Exit(shared.Main(m))
}

// world is a cluster with faults, and the servers that are asked about it.
func world(t *testing.T) (c *apiserver.Cluster, tools peer.Tools, faults []fault) {
	t.Helper()
	c = shared.Cluster(t)
	tools, err := peer.Install(t.Context(), os.Stderr, "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../testdata/world.yaml")
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
	if text, err = os.ReadFile("../testdata/faults.yaml"); err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(text, &faults); err != nil {
		t.Fatal(err)
	}
	return c, tools, faults
}

// fault is one that the world has.
type fault struct {
	Fault, Namespace string
	Proofs, Whole    []string
}

// TestEachServerShowsWhatIsThere asks by way of the built program, as the
// benchmark does.
func TestEachServerShowsWhatIsThere(t *testing.T) {
	c, tools, faults := world(t)
	for _, s := range peer.Servers(tools) {
		for _, ask := range []peer.Ask{
			{Question: "web cannot be reached", Namespace: "shop", Name: "web"},
			{Question: "is the network of the cluster healthy?"},
		} {
			r, err := s.Run(t.Context(), c.Kubeconfig, ask)
			if err != nil {
				t.Fatal(err)
			}
			if r.Peer != s.Name() || r.Err != "" || r.Version == "" || r.Start <= 0 || r.Time <= 0 || r.StartCPU <= 0 || r.PeakRSS < 10<<20 || len(r.Calls) < len(peer.Reads(ask)) {
				t.Errorf("%s answers %+v", s.Name(), r)
			}
			t.Logf("%s %q: start %s (CPU %s), reads %s (CPU %s), %d MiB, %d bytes in %d calls, %s", r.Peer, ask.Namespace, r.Start, r.StartCPU, r.Time, r.CPU, r.PeakRSS>>20, len(r.Output), len(r.Calls), r.Version)
			for _, f := range faults {
				about, proofs := ask.Namespace == "" || ask.Namespace == f.Namespace, f.Proofs
				if ask.Namespace != "" {
					proofs = slices.Concat(proofs, f.Whole)
				}
				if got := r.Shows(proofs...); got != about {
					t.Errorf("%s shows %s: %v, want %v:\n%s", s.Name(), f.Fault, got, about, r.Output)
				}
			}
		}
	}
}

func TestWhatDoesNotFitIsTold(t *testing.T) {
	c, tools, _ := world(t)
	for _, s := range peer.Servers(tools) {
		if s.Package != "mcp-server-kubernetes" {
			continue
		}
		s.Environment = append(s.Environment, "SPAWN_MAX_BUFFER=200") // the last one counts
		r, err := s.Run(t.Context(), c.Kubeconfig, peer.Ask{Namespace: "shop"})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Err, "ENOBUFS") || r.Shows("web-0") {
			t.Errorf("got %q of %+v", r.Err, r.Calls)
		}
	}
}

func TestAServerThatCannotBeAskedIsAnError(t *testing.T) {
	for request, want := range map[string]string{
		`{"Package": "other"}`: "not known here",
		`{"Package": "mcp-server-kubernetes", "Argv": ["/nowhere/server"]}`:                          "cannot start mcp-server-kubernetes",
		`{"Package": "mcp-server-kubernetes", "Argv": ["sh", "-c", "echo >&2 no cluster is there"]}`: "no cluster is there",
		`{`: "cannot understand",
	} {
		var out strings.Builder
		if err := serve(t.Context(), strings.NewReader(request), &out); err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%s: got %v and %q, want %q", request, err, &out, want)
		}
	}
}

func TestNamesAreThoseOfTheTable(t *testing.T) {
	table := "NAMESPACE   APIVERSION   KIND   NAME   AGE\nshop   v1   Service   web   3d\nshop   v1   Service   cart   3d\n\n"
	if got := names(table); !slices.Equal(got, []string{"web", "cart"}) {
		t.Errorf("got %q", got)
	}
	if got := names("nothing is there"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	if got := names("NAME\n" + strings.Repeat("a\n", 100)); len(got) != peer.MostWhole {
		t.Errorf("got %d names", len(got))
	}
}
