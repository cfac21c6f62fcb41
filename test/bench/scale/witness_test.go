package scale

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/netwhy/netwhy/test/bench/fleet"
	"github.com/netwhy/netwhy/test/bench/world"
	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/models"
)

var (
	probed  = flag.Bool("probes", false, "also ask with a node probe on each node")
	flowing = flag.Int("flows", 0, "also ask with Hubble Relay, and so many flows of each node")
	advised = flag.Bool("model", false, "also ask with a language model, a scripted one")
)

// witness is how netwhy is asked, and what it can find then.
type witness struct {
	By     string   // behind "netwhy"; empty: by the API alone
	Flags  []string // of netwhy
	Counts bool     // nodes are asked
	Flows  bool     // the relay is asked
}

// Name is who answers.
func (w witness) Name() string {
	if w.By == "" {
		return "netwhy"
	}
	return "netwhy, " + w.By
}

// witnesses are those that the flags want, in a world that is not written yet.
func witnesses(t testing.TB, w *world.World) []witness {
	t.Helper()
	list, more := []witness{{}}, witness{}
	if *advised {
		handler, err := models.Handler()
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		list = append(list, witness{By: "model", Flags: []string{"--model", "scripted", "--model-endpoint", server.URL + "/v1"}})
	}
	if *probed {
		more = witness{By: "probes", Counts: true, Flags: []string{"--probe-tls", probes(t, w)}}
	}
	if *flowing > 0 {
		more.By += map[bool]string{true: " and "}[*probed] + "flows"
		more.Flows, more.Flags = true, append(more.Flags, "--relay", flows(t, w), "--relay-plaintext")
	}
	if more.By != "" {
		list = append(list, more)
	}
	return list
}

// probes runs a probe for each node, and says where a client's certificates are.
func probes(t testing.TB, w *world.World) string {
	t.Helper()
	plan := make([]fleet.Node, w.Nodes)
	for i := range plan {
		plan[i] = fleet.Node{
			Name: world.NodeName(i), Address: fleet.Address(i), Pool: map[bool]string{true: "gpu", false: "system"}[world.Pool(i) == world.RingPool],
			Fault: map[world.Kind]fleet.Fault{world.Backlog: fleet.Softnet, world.Connections: fleet.Conntrack, world.Ring: fleet.Ring}[w.Counts(i)],
		}
	}
	dir := t.TempDir()
	text, err := json.Marshal(plan)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "plan.json"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	program, err := binary.Own(t.Context(), "test/bench/fleet/serve")
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Port   int
		Client string
	}
	aside(t, &told, program, "-plan", filepath.Join(dir, "plan.json"), "-port", "0", "-dir", dir, "-service", world.Probes+"."+world.ProbesIn+".svc")
	w.Probe(told.Port, fleet.Address)
	return told.Client
}

// flows runs a relay over full rings, and says where it is.
func flows(t testing.TB, w *world.World) string {
	t.Helper()
	program, err := binary.Flood(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-nodes", fmt.Sprint(w.Nodes), "-flows", fmt.Sprint(*flowing * w.Nodes), "-namespaces", fmt.Sprint(w.Namespaces), "-seed", fmt.Sprint(*seed)}
	for _, f := range w.Faults {
		if f.Kind == world.Isolated {
			args = append(args, "-deny", f.Namespace+"/"+f.Name+"=NetworkPolicy/"+f.Name)
		}
	}
	for _, f := range w.Dropped {
		args = append(args, "-drop", world.Dropping(f))
	}
	var told struct {
		Address      string
		Flows, Nodes int
		Memory       int64
	}
	aside(t, &told, program, args...)
	t.Logf("the rings of %d nodes hold %d flows, in %s", told.Nodes, told.Flows, mib(told.Memory))
	return told.Address
}

// aside runs a program that says in a line of JSON that it serves, until the test ends.
func aside(t testing.TB, told any, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(io.Discard, out) // what it says at its end
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s ends with %v", filepath.Base(program), err)
		}
	})
	if err := json.NewDecoder(out).Decode(told); err != nil {
		t.Fatalf("%s does not say where it serves: %v", filepath.Base(program), err)
	}
}
