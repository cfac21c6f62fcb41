package prompts

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestPromptsAreRendered holds every prompt against what a model was last sent.
func TestPromptsAreRendered(t *testing.T) {
	values := map[string]string{
		"Question": `"pods in shop cannot reach payments"`, "Facts": `{"id":"Q1","says":["pods in shop cannot reach payments"],"sort":"question"}`,
		"Subjects": `["Namespace shop"]`, "Left": "2 rounds, 12 calls and about 24000 tokens left", "Why": "Sentence 2: it cites a fact that is not there.",
	}
	names, err := filepath.Glob("*.md")
	if err != nil || len(names) < 5 {
		t.Fatalf("found the prompts %q, %v", names, err)
	}
	for _, name := range names {
		got, err := Render(name, values)
		if err != nil {
			t.Error(err)
			continue
		}
		golden := filepath.Join("testdata", strings.TrimSuffix(name, ".md")+".txt")
		if *update {
			if err := os.WriteFile(golden, []byte(got+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || string(want) != got+"\n" {
			t.Errorf("%s is not what %s says (%v); look at the change, then run the test with -update", name, golden, err)
		}
	}
}

func TestAPromptWithoutItsValuesIsAnError(t *testing.T) {
	if text, err := Render("brief.md", map[string]string{"Question": "why?"}); err == nil {
		t.Errorf("got %q", text)
	}
	if text, err := Render("none.md", nil); err == nil {
		t.Errorf("got %q", text)
	}
}

func TestClaimWordsAreThere(t *testing.T) {
	c, err := ClaimWords()
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]string{
		"praise": c.Praise, "faults": c.Faults, "roots": c.Roots, "actions": c.Actions, "totals": c.Totals, "wholes": c.Wholes, "denials": c.Denials,
		"commands": c.Commands, "kinds": c.Kinds, "terms": c.Terms, "generic": c.Generic, "plain": c.Plain, "english": c.English, "leads": c.Leads,
	} {
		if len(list) == 0 {
			t.Errorf("claims.yaml lacks %s", name)
		}
	}
	for word, digits := range c.Numbers {
		if word == "" || digits == "" {
			t.Errorf("the number %q is %q", word, digits)
		}
	}
}
