package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	asJUnit = flag.String("junit", "", "also write the results to this file, as JUnit")
	asTable = flag.String("table", "", "write the table of results to this file, and not to the output")
)

// scenarios are all, those of one network together.
func scenarios(t *testing.T) (all []scenario) {
	t.Helper()
	files, err := fs.Glob(os.DirFS("testdata"), "*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("cannot find scenarios: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		s, err := parse(strings.TrimSuffix(file, ".txtar"), data)
		if err != nil {
			t.Fatalf("cannot read %s: %v", file, err)
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b scenario) int { return strings.Compare(a.network, b.network) })
	return all
}

func TestScenarios(t *testing.T) {
	var rows []row
	all := worlds{}
	for _, s := range scenarios(t) {
		t.Run(s.name, func(sub *testing.T) {
			w := all.get(t, s.network)
			r := row{scenario: s}
			began := time.Now()
			defer func() {
				r.took = time.Since(began)
				rows = append(rows, r)
			}()
			if r.failed = w.try(sub, s, &r); r.failed != "" {
				sub.Error(r.failed)
			}
		})
	}
	if len(rows) == 0 {
		return // none was chosen
	}
	if err := publish(rows); err != nil {
		t.Error(err)
	}
	for _, w := range all {
		w.askedOnly(t)
	}
}

// try runs a scenario and says what is wrong.
func (w *world) try(t *testing.T, s scenario, r *row) (failed string) {
	t.Helper()
	defer func() {
		if err := w.restored(context.Background(), s); err != nil {
			failed += fmt.Sprintf("\ncannot restore the cluster: %v", err)
		}
		w.over = time.Now()
		if s.disturbs() {
			w.calm = w.over
		}
	}()
	if first := w.inject(t.Context(), s); first != nil {
		// The cluster was slow, perhaps; what Netwhy says was not asked yet.
		t.Logf("cannot inject the fault at first: %v", first)
		_ = w.restored(t.Context(), s) // what was not done cannot be undone
		if err := w.inject(t.Context(), s); err != nil {
			return fmt.Sprintf("cannot inject the fault: %v", errors.Join(first, err))
		}
	}
	a, err := w.ask(t.Context(), s)
	r.asked = a.took
	if err != nil {
		return err.Error()
	}
	if err := demonstrate(s, a); err != nil {
		return err.Error()
	}
	w.modelled(t, a)
	r.verdict, r.culprit = string(a.Status), strings.Join(names(a.Roots), ", ")
	faults := wrong(s, a)
	if s.pending != "" {
		defect := strings.HasPrefix(s.pending, "3 ") // known, shown in the table, and wrong in some runs only
		if len(faults) == 0 && !defect {
			return "it is answered: take its line \"pending\" away\n" + a.text
		}
		if faults = accused(s, a); defect {
			faults = nil
		}
	}
	if len(faults) > 0 {
		return strings.Join(faults, "\n") + "\n" + a.text
	}
	t.Log(a.text)
	if s.mended != "" && s.pending == "" {
		if err := w.mend(t.Context(), s, a); err != nil {
			return err.Error()
		}
	}
	return ""
}
