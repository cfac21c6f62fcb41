package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/agent/report"
)

var update = flag.Bool("update", false, "rewrite the golden files and the published schema")

func TestGolden(t *testing.T) {
	for name, r := range examples() {
		for _, format := range report.Formats() {
			golden(t, name+"."+format, write(t, format, r, report.Options{}))
		}
	}
	golden(t, "hostile.md", write(t, "md", hostile(healthy(), nasty), report.Options{}))
	golden(t, "hostile.text", write(t, "text", hostile(healthy(), nasty), report.Options{}))
	golden(t, "root.40.text", write(t, "text", rooted(), report.Options{Width: 40}))
	golden(t, "root.verbose.text", write(t, "text", rooted(), report.Options{Width: 140, Verbose: true}))
	golden(t, "root.colour.text", write(t, "text", rooted(), report.Options{Colour: true}))
}

func write(t testing.TB, format string, r *report.Report, o report.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	compareFile(t, filepath.Join("testdata", name+".golden"), got)
}

func compareFile(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not up to date; look at the change, then run the test with -update:\n%s", file, diff)
	}
}
