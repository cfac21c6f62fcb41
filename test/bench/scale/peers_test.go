package scale

import (
	"errors"
	"flag"
	"os"
	"testing"

	"github.com/netwhy/netwhy/test/bench/peer"
	"github.com/netwhy/netwhy/test/bench/world"
)

var (
	beside    = flag.Bool("peers", false, "also ask the programs that netwhy is compared with")
	analyzers = flag.String("analyzers", "", "file of further analyzers, as package peer has it")
)

// peers are who is asked beside netwhy.
func peers(t *testing.T) []peer.Peer {
	t.Helper()
	if !*beside {
		return nil
	}
	tools, err := peer.Install(t.Context(), os.Stderr, "")
	if err != nil {
		t.Fatal(err)
	}
	list, err := peer.All(tools, *analyzers)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ask asks a peer what netwhy was asked. It is false where the peer is not here.
func ask(t *testing.T, s server, p peer.Peer, nodes int, q question) (Result, bool) {
	t.Helper()
	var list []Result
	for range warm + *runs {
		r := Result{Nodes: nodes, Question: q.about, Who: p.Name(), Planted: len(q.planted)}
		var answer peer.Result
		cost, err := s.during(t.Context(), func() (err error) {
			answer, err = p.Run(t.Context(), s.Kubeconfig, peer.Ask{Question: q.text, Namespace: q.namespace})
			return err
		})
		switch {
		case errors.Is(err, peer.ErrAbsent):
			t.Log(err)
			return r, false
		case err != nil:
			t.Fatal(err)
		}
		r.Version, r.Wall, r.CPU, r.Peak = answer.Version, answer.Start+answer.Time, answer.StartCPU+answer.CPU, answer.PeakRSS
		r.Server, r.Etcd, r.Requests, r.Bytes = cost.CPU, cost.Etcd, cost.Requests, cost.Bytes
		if r.Status = "read"; answer.Err != "" {
			r.Status = "partly read"
			t.Logf("%s about %s: %s", p.Name(), q.about, answer.Err)
		}
		for _, f := range q.planted {
			if shows(answer, f) {
				r.Found++
			}
		}
		list = append(list, r)
	}
	return median(list[warm:]), true
}

// shows reports whether who reads the answer could see a fault.
func shows(r peer.Result, f world.Fault) bool {
	return r.Shows(f.Proof...) && (len(f.Row) == 0 || r.ShowsRow(f.Row...))
}
