package aks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// readChart reads those fields of Chart.yaml that are asked for.
func readChart(t *testing.T, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(chart, "Chart.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// at is the value at a dotted path, and whether there is one.
func at(values map[string]any, path string) (any, bool) {
	var here any = values
	for key := range strings.SplitSeq(path, ".") {
		within, ok := here.(map[string]any)
		if !ok {
			return nil, false
		}
		if here, ok = within[key]; !ok {
			return nil, false
		}
	}
	return here, true
}

func TestSettingsAreValuesOfTheChart(t *testing.T) {
	var values map[string]any
	read(t, filepath.Join(chart, "values.yaml"), &values)
	parts, _ := templates(t)
	p := parts.Resources[0].Properties
	if len(p.ConfigurationSettings) == 0 {
		t.Fatal("the template sets nothing")
	}
	for key, text := range p.ConfigurationSettings {
		value, ok := at(values, key)
		if !ok {
			t.Errorf("setting %s is no value of the chart", key)
			continue
		}
		for _, name := range arguments("parameters", text) {
			given := parts.Parameters[name].Default
			if _, isBool := given.(bool); isBool {
				if _, ok := value.(bool); !ok {
					t.Errorf("setting %s is a bool, and %v in the chart", key, value)
				}
			}
		}
	}
	for key := range p.ConfigurationProtectedSettings {
		if _, ok := at(values, key); !ok {
			t.Errorf("protected setting %s is no value of the chart", key)
		}
	}
}
