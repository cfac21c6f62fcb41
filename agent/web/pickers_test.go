package web

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
)

// Without a model the page offers symptoms to pick. What it then asks must be
// read as that symptom, by the keyword table and with both names.
func TestPickedSymptomsAreReadAsSuch(t *testing.T) {
	data, err := os.ReadFile("ui/src/home.tsx")
	if err != nil {
		t.Fatal(err)
	}
	picks := regexp.MustCompile("\\[\"([a-z-]+)\", \"[^\"]+\", \\([^)]*\\) => `([^`]+)`\\]").FindAllStringSubmatch(string(data), -1)
	if len(picks) < 10 {
		t.Fatalf("found only %d symptoms", len(picks))
	}
	for _, pick := range picks {
		question := strings.NewReplacer("${a}", "shop/web", "${b}", "payments/api").Replace(pick[2])
		reading, err := plan.Classify(question)
		if err != nil || !slices.Contains(reading.Symptoms, checks.Symptom(pick[1])) {
			t.Errorf("%q is read as %v, not %s: %v %s", question, reading.Symptoms, pick[1], err, reading.Declined)
		}
		var names []string
		for _, m := range slices.Concat(reading.From, reading.To) {
			names = append(names, m.Namespace+"/"+m.Name)
		}
		for mark, name := range map[string]string{"${a}": "shop/web", "${b}": "payments/api"} {
			if strings.Contains(pick[2], mark) && !slices.Contains(names, name) {
				t.Errorf("%q names %v, without %s", question, names, name)
			}
		}
	}
}
