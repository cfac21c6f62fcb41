package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// answer is a report in its two forms, made without a model of what was recorded.
type answer struct {
	*report.Report
	text      string
	explained *report.Report // the live one, with a model
	file      string         // of what was recorded
	took      time.Duration
}

// ask runs the program on node-a, with a model that cooperates, until the kernels' counters that it read are
// of a time when the cluster was calm, and replays what it recorded.
func (w *world) ask(ctx context.Context, s scenario) (a answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	wrong := until(ctx, "counters of the scenario alone", func(ctx context.Context) error {
		began := time.Now()
		var file string
		if a, file, err = w.once(ctx, s); err != nil {
			return nil // tried once
		}
		a.took = time.Since(began)
		return w.alone(file)
	})
	return a, errors.Join(err, wrong)
}

// alone finds windows that begin before the cluster was calm: they tell of the
// scenario before too.
func (w *world) alone(file string) error {
	b, err := bundle.Open(file, catalog.Kinds())
	if err != nil {
		return err
	}
	var windows []*sample.Window
	for _, r := range b.Records {
		var nodes []sample.Window
		var pods []evidence.PodNetwork
		switch r.Kind {
		case evidence.NodeCounters.Name:
			err = json.Unmarshal(r.Payload, &nodes)
		case evidence.PodNetworks.Name:
			err = json.Unmarshal(r.Payload, &pods)
		}
		if err != nil {
			return err
		}
		for i := range nodes {
			windows = append(windows, &nodes[i])
		}
		for _, p := range pods {
			windows = append(windows, p.Window)
		}
	}
	for _, window := range windows {
		if window != nil && window.From.Before(w.calm) {
			return fmt.Errorf("the window of %s begins at %s, and the cluster was calm at %s", window.Node, window.From, w.calm)
		}
	}
	return nil
}

// once runs the program once. What it recorded is in a file.
func (w *world) once(ctx context.Context, s scenario) (a answer, file string, err error) {
	file = filepath.Join(w.cluster.Dir(), s.name+".zip")
	args := []string{w.netwhy, "ask", s.ask, "--kubeconfig", w.reader, "--bundle", file, "-o", "json", "--model", "scripted", "--model-endpoint", "http://" + modelAddress}
	if s.namespace != "" {
		args = append(args, "-n", s.namespace)
	}
	live, err := w.run(ctx, slices.Concat(args, w.probes(s), w.flows())...)
	if err != nil {
		return a, file, err
	}
	again, err := w.run(ctx, w.netwhy, "replay", file, "-o", "json")
	if err != nil {
		return a, file, err
	}
	text, err := w.run(ctx, w.netwhy, "replay", file)
	if err != nil {
		return a, file, err
	}
	a = answer{text: text, file: file}
	for text, r := range map[string]**report.Report{live: &a.explained, again: &a.Report} {
		*r = new(report.Report)
		if err := json.Unmarshal([]byte(text), *r); err != nil {
			return a, file, fmt.Errorf("cannot read the report: %w", err)
		}
	}
	unexplained := *a.explained
	unexplained.Narrative = nil
	if !reflect.DeepEqual(&unexplained, a.Report) {
		return a, file, errors.New("the replayed report differs from the live one")
	}
	return a, file, nil
}

// probes are the flags that let the program ask the node probe, if there is one.
func (w *world) probes(s scenario) []string {
	tls := w.cluster.ProbeTLS()
	if tls == "" || s.probe == "none" {
		return nil
	}
	return []string{"--probes", "netwhy/netwhy-nodeprobe", "--probe-tls", tls}
}

// flows are the flags that let the program ask Hubble Relay, for what is of this
// scenario.
func (w *world) flows() []string {
	if w.relay == "" {
		return nil
	}
	since := hubble.DefaultWindow
	if !w.over.IsZero() {
		since = max(time.Second, min(since, time.Since(w.over)))
	}
	return []string{"--relay", w.relay, "--relay-plaintext", "--flows-since", since.String()}
}

// run runs the program, whose exit codes 0 to 2 are answers.
func (w *world) run(ctx context.Context, args ...string) (string, error) {
	r, err := w.cluster.Node("node-a").Run(ctx, machine.Command{Args: args})
	if err == nil && (r.Code < 0 || r.Code > 2 || len(r.Out) == 0) {
		err = fmt.Errorf("cannot run %q: exit %d: %s", args, r.Code, r.Err)
	}
	return string(r.Out), err
}
