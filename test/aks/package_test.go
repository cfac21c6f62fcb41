package aks

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sigs.k8s.io/yaml"
)

const (
	chart = "../../charts/netwhy"
	made  = "../../charts/aks"
)

// read decodes a file, in which nothing unknown may stand.
func read(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".json" {
		if !json.Valid(data) {
			t.Fatalf("%s is not JSON", file)
		}
		err = json.Unmarshal(data, into)
	} else {
		err = yaml.UnmarshalStrict(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// template is what an ARM template holds.
type template struct {
	Schema         string `json:"$schema"`
	ContentVersion string `json:"contentVersion"`
	Parameters     map[string]struct {
		Type    string `json:"type"`
		Default any    `json:"defaultValue"`
		Meta    struct {
			Description string `json:"description"`
		} `json:"metadata"`
	} `json:"parameters"`
	Variables map[string]string `json:"variables"`
	Resources []struct {
		Type, APIVersion, Name, Scope string
		Plan                          map[string]string
		Properties                    struct {
			ExtensionType, ReleaseTrain    string
			AutoUpgradeMinorVersion        bool
			ConfigurationSettings          map[string]string
			ConfigurationProtectedSettings map[string]string
		}
	} `json:"resources"`
	Outputs map[string]any `json:"outputs"`
}

// templates reads our template, by its parts and as JSON.
func templates(t *testing.T) (parts template, all map[string]any) {
	t.Helper()
	read(t, filepath.Join(made, "mainTemplate.json"), &parts)
	read(t, filepath.Join(made, "mainTemplate.json"), &all)
	return parts, all
}
