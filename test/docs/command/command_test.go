package command

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const document = `# Title

<!-- run: local -->

    netwhy demo   # a comment

Prose.

    a picture of something
    netwhy-like

<!-- not run: needs Azure -->
` + "```sh\naz login && \\\n  az aks list\n```\n" + `
## Section

` + "```console\n$ netwhy ask \"why\"\nan answer\n```\n\n```yaml\nnetwhy: 1\n```\n"

func TestBlocksAreFoundWithTheirMarks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Blocks(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []Block{
		{File: file, Section: "Title", Line: 5, Mark: Local, Script: "netwhy demo   # a comment\n"},
		{File: file, Section: "Title", Line: 14, Mark: NotRun, Reason: "needs Azure", Script: "az login && \\\n  az aks list\n"},
		{File: file, Section: "Section", Line: 21, Mark: Unmarked, Script: "netwhy ask \"why\"\n"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFenceHasALanguage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(file, []byte("```\nnetwhy demo\n```\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Blocks(file); err == nil {
		t.Error("a fence that does not say what it holds was taken")
	}
}

func TestScriptsAreTakenApart(t *testing.T) {
	for script, want := range map[string][][]string{
		"netwhy ask \"a | b\" -o md | head -n 1 # see\n":    {{"netwhy", "ask", "a | b", "-o", "md"}, {"head", "-n", "1"}},
		"T=$(kubectl create token ci --audience netwhy)\n":  {{"T="}, {"kubectl", "create", "token", "ci", "--audience", "netwhy"}},
		"for r in a b; do kubectl get $r > $r.yaml; done\n": {{"for", "r", "in", "a", "b"}, {"do", "kubectl", "get", "$r", ">", "$r.yaml"}, {"done"}},
		"helm install a \\\n  --set 'x={1,2}'\n":            {{"helm", "install", "a", "--set", "x={1,2}"}},
	} {
		if diff := cmp.Diff(want, Lines(script)); diff != "" {
			t.Errorf("%s%s", script, diff)
		}
	}
}

func TestProgramsAreFoundWithinCommands(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  int
	}{
		{[]string{"netwhy", "demo"}, 1},
		{[]string{"NETWHY_MODEL=a", "netwhy", "demo"}, 1},
		{[]string{"claude", "mcp", "add", "netwhy", "--", "netwhy", "mcp"}, 1},
		{[]string{"kubectl", "-n", "netwhy", "get", "pods"}, 0},
		{[]string{"bin/netwhy", "demo"}, 1},
	} {
		if got := len(Of("netwhy", c.words)); got != c.want {
			t.Errorf("%v: found %d commands of netwhy, want %d", c.words, got, c.want)
		}
	}
}
