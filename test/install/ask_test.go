package install

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/realcluster"
)

// account makes somebody who may ask, and see all that the agent sees.
func (w *world) account(t *testing.T) {
	t.Helper()
	w.must(t, "create", "namespace", "people")
	w.must(t, "-n", "people", "create", "serviceaccount", "ann")
	for _, role := range []string{"netwhy-admin", "netwhy"} {
		w.must(t, "create", "clusterrolebinding", "ann-"+role, "--clusterrole="+role, "--serviceaccount=people:ann")
	}
}

// token is a fresh one of ann's, for this program only.
func (w *world) token(t *testing.T) string {
	t.Helper()
	return w.must(t, "-n", "people", "create", "token", "ann", "--audience", "netwhy")
}

// everything is a question that needs objects, flows, and the kernels of both nodes.
const everything = "pods in shop cannot reach service api in payments, packets are lost"

// ask asks for everything as ann, by the command line, and gives the whole report.
func (w *world) ask(t *testing.T) *report.Report {
	t.Helper()
	r, err := w.tryAsk(t)
	if err != nil {
		t.Fatalf("%v\n%s", err, w.state(t))
	}
	return r
}

func (w *world) tryAsk(t *testing.T) (*report.Report, error) {
	t.Helper()
	at, end := w.forward(t, "", "8443")
	defer end()
	ca := w.file(t, "ca.crt", w.must(t, "-n", namespace, "get", "secret", "netwhy-tls", "-o", `go-template={{index .data "ca.crt" | base64decode}}`))
	cmd := exec.CommandContext(t.Context(), w.netwhy, "ask", everything, "--at", "https://"+at+"/mcp", "--at-ca", ca, "--token-file", w.file(t, "token", w.token(t)), "-o", "json", "--exit-zero")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("netwhy ask: %w: %s", err, errs.String())
	}
	r := &report.Report{}
	if err := json.Unmarshal(out, r); err != nil {
		return nil, fmt.Errorf("cannot read the report: %w: %s", err, out)
	}
	return r, nil
}

// seen asserts that the probes of both nodes were read, and the relay.
func seen(t *testing.T, r *report.Report) {
	t.Helper()
	nodes, flows := map[string]bool{}, false
	for _, e := range r.Evidence {
		if e.Kind == evidence.NodeCounters.Name {
			nodes[e.Subject.Name] = true
		}
		flows = flows || strings.HasSuffix(e.Kind, "-flows")
	}
	for _, node := range realcluster.Nodes() {
		if !nodes[node] {
			t.Errorf("the probe of %s was not read: %+v", node, r.Unseen)
		}
	}
	if !flows {
		t.Errorf("no flows were read: %+v", r.Unseen)
	}
}
