package peer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAnAnalyzerIsACommandOfAFile has kubectl for one: it is a program that reads
// a cluster, and that is there.
func TestAnAnalyzerIsACommandOfAFile(t *testing.T) {
	c, kubectl, _ := world(t)
	path := filepath.Join(t.TempDir(), "analyzers.json")
	text := fmt.Sprintf(`{"analyzers": [{"name": "lister", "version": [%[1]q, "version", "--client"],
		"command": [%[1]q, "--kubeconfig={kubeconfig}", "get", "services", "--namespace={namespace}"],
		"cluster": [%[1]q, "--kubeconfig={kubeconfig}", "get", "services", "--all-namespaces"]}]}`, kubectl)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := Analyzers(path)
	if err != nil || len(list) != 1 {
		t.Fatalf("got %v, %v", list, err)
	}
	for _, ask := range questions {
		r, err := list[0].Run(t.Context(), c.Kubeconfig, ask)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Shows("cart") || r.Shows("elsewhere") != (ask.Namespace == "") || r.Err != "" || !strings.Contains(r.Version, "v1.") || r.CPU <= 0 || r.PeakRSS <= 0 {
			t.Errorf("about %q it answers %+v:\n%s", ask.Namespace, r, r.Output)
		}
	}
}

func TestAnAnalyzerThatIsNotThereSaysSo(t *testing.T) {
	a := Analyzer{Called: "nobody", Command: []string{"no-such-analyzer"}, Version: []string{"no-such-analyzer"}}
	if _, err := a.Run(t.Context(), "", Ask{}); !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("got %v", err)
	}
}

func TestTheAnalyzersThatComeAreAsTheyAreRun(t *testing.T) {
	list, err := Analyzers("")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(a Analyzer) bool { return a.Called == "k8sgpt" })
	if i < 0 {
		t.Fatal("k8sgpt is not there")
	}
	got := list[i].argv("/a b/config", Ask{Namespace: "shop"})
	want := append(slices.Clone(list[i].Command[:2]), "--kubeconfig", "/a b/config", "--namespace", "shop", "--output", "json")
	if !slices.Equal(got, want) || slices.Contains(list[i].Command, "/a b/config") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnalyzersAreRefusedThatCannotBeMeant(t *testing.T) {
	for text, want := range map[string]string{
		`{"analyzers": [{"name": "a", "command": ["a", "{name space}", "{cluster}"], "version": ["a"]}]}`: "{cluster} is unknown",
		`{"analyzers": [{"name": "a", "command": ["a"]}]}`:                                                "version command",
		`{"analyzers": [{"name": "a", "comand": ["a"]}]}`:                                                 "comand",
	} {
		path := filepath.Join(t.TempDir(), "analyzers.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Analyzers(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
