package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// answer is a report in its two forms.
type answer struct {
	*report.Report
	text string
}

// ask runs the program on node-a, and replays what it recorded.
func (w *world) ask(ctx context.Context, s scenario) (answer, error) {
	bundle := filepath.Join(w.cluster.Dir(), s.name+".zip")
	args := []string{w.netwhy, "ask", s.ask, "--kubeconfig", w.reader, "--bundle", bundle, "-o", "json"}
	if s.namespace != "" {
		args = append(args, "-n", s.namespace)
	}
	live, err := w.run(ctx, append(args, w.probes(s)...)...)
	if err != nil {
		return answer{}, err
	}
	again, err := w.run(ctx, w.netwhy, "replay", bundle, "-o", "json")
	if err != nil {
		return answer{}, err
	}
	if live != again {
		return answer{}, errors.New("the replayed report differs from the live one")
	}
	text, err := w.run(ctx, w.netwhy, "replay", bundle)
	if err != nil {
		return answer{}, err
	}
	r := new(report.Report)
	if err := json.Unmarshal([]byte(live), r); err != nil {
		return answer{}, fmt.Errorf("cannot read the report: %w", err)
	}
	return answer{r, text}, nil
}

// probes are the flags that let the program ask the node probe, if there is one.
func (w *world) probes(s scenario) []string {
	tls := w.cluster.ProbeTLS()
	if tls == "" || s.probe == "none" {
		return nil
	}
	return []string{"--probes", "netwhy/netwhy-nodeprobe", "--probe-tls", tls}
}

// run runs the program, whose exit codes 0 to 2 are answers.
func (w *world) run(ctx context.Context, args ...string) (string, error) {
	r, err := w.cluster.Node("node-a").Run(ctx, machine.Command{Args: args})
	if err == nil && (r.Code < 0 || r.Code > 2 || len(r.Out) == 0) {
		err = fmt.Errorf("cannot run %q: exit %d: %s", args, r.Code, r.Err)
	}
	return string(r.Out), err
}
