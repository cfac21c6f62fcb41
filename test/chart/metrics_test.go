package chart

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestOnlyMetricsThatThereAreAreAskedFor holds alerts and dashboard against the
// sources: a name that nobody exports would be a panel that stays empty.
func TestOnlyMetricsThatThereAreAreAskedFor(t *testing.T) {
	var sources strings.Builder
	for _, folder := range []string{"agent/telemetry", "agent/llm/span", "nodeprobe"} {
		err := fs.WalkDir(os.DirFS("../../"+folder), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile("../../" + folder + "/" + path)
			sources.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// As OpenTelemetry's exporter writes them: dots are underscores, then the unit and _total.
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`"(netwhy\.[a-z_.]+)"`).FindAllStringSubmatch(sources.String(), -1) {
		names[strings.ReplaceAll(m[1], ".", "_")] = true
	}
	for _, m := range regexp.MustCompile(`# TYPE (netwhy_[a-z_]+)`).FindAllStringSubmatch(sources.String(), -1) {
		names[m[1]] = true
	}
	asked := 0
	for _, file := range load(t).Files {
		if file.Name != "files/alerts.yaml" && file.Name != "files/dashboard.json" {
			continue
		}
		for _, m := range regexp.MustCompile(`\b(netwhy_[a-z_]+)\b`).FindAllString(string(file.Data), -1) {
			asked++
			base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(m, "_bucket"), "_total"), "_seconds")
			if !names[base] && !names[m] {
				t.Errorf("%s asks for %s, which nobody exports", file.Name, m)
			}
		}
		if strings.HasSuffix(file.Name, ".json") && !json.Valid(file.Data) {
			t.Errorf("%s is no JSON", file.Name)
		}
	}
	if asked < 15 {
		t.Errorf("found only %d metrics", asked)
	}
}
