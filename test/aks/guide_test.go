package aks

import (
	"os"
	"strings"
	"testing"
)

// TestGuideHasEverySetting holds the guide's table against the template.
func TestGuideHasEverySetting(t *testing.T) {
	data, err := os.ReadFile("../../docs/aks-extension.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.SplitSeq(string(data), "\n") {
		if cells := strings.Split(line, "|"); len(cells) == 5 {
			rows[strings.Trim(cells[1], " `")] = cells[2]
		}
	}
	parts, _ := templates(t)
	for key, text := range parts.Resources[0].Properties.ConfigurationSettings {
		for _, name := range arguments("parameters", text) {
			if !strings.Contains(rows[name], "`"+key+"`") {
				t.Errorf("the guide does not say that %s sets %s", name, key)
			}
		}
	}
	for name := range parts.Parameters {
		if _, ok := rows[name]; !ok && name != "clusterResourceId" && name != "extensionResourceName" {
			t.Errorf("the guide has no row for %s", name)
		}
	}
}
