package aks

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type manifest struct {
	ApplicationName, Publisher, Description, Version string
	HelmChart, ClusterArmTemplate, UIDefinition      string
	RegistryServer                                   string
	ExtensionRegistrationParameters                  struct{ DefaultScope, Namespace string }
}

func TestManifestIsWhatThePackagingToolTakes(t *testing.T) {
	var m manifest
	read(t, filepath.Join(made, "manifest.yaml"), &m)
	var of struct {
		Name, Version, AppVersion, APIVersion, Type string
	}
	readChart(t, &of)
	for field, pair := range map[string][2]string{
		"applicationName": {m.ApplicationName, `^[a-z][a-z0-9.]*$`},
		"publisher":       {m.Publisher, `^\S.*$`},
		"description":     {m.Description, `^\S.{10,255}$`},
		"version":         {m.Version, `^\d+\.\d+\.\d+$`},
		"registryServer":  {m.RegistryServer, `^[a-z0-9]{5,50}\.azurecr\.io$`},
		"defaultScope":    {m.ExtensionRegistrationParameters.DefaultScope, `^cluster$`},
		"namespace":       {m.ExtensionRegistrationParameters.Namespace, `^netwhy$`},
	} {
		if !regexp.MustCompile(pair[1]).MatchString(pair[0]) {
			t.Errorf("%s is %q, want %s", field, pair[0], pair[1])
		}
	}
	if m.Version != of.Version {
		t.Errorf("manifest of version %s for a chart of version %s", m.Version, of.Version)
	}
	for _, path := range []string{m.HelmChart + "/Chart.yaml", m.ClusterArmTemplate, m.UIDefinition} {
		if _, err := os.Stat(filepath.Join(made, path)); err != nil {
			t.Errorf("the manifest names what is not there: %v", err)
		}
	}
}

// TestExtensionTypeCanBeRegistered holds the name that the guide gives customers.
func TestExtensionTypeCanBeRegistered(t *testing.T) {
	guide, err := os.ReadFile("../../docs/aks-extension.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`--extension-type (\S+)`).FindAllStringSubmatch(string(guide), -1)
	if len(found) == 0 {
		t.Fatal("the guide names no extension type")
	}
	for _, f := range found {
		if name := f[1]; name != found[0][1] || len(name) > 50 || !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*\.[A-Za-z][A-Za-z0-9]*$`).MatchString(name) {
			t.Errorf("extension type %s: want one PublisherName.ApplicationName of at most 50 characters", name)
		}
	}
}

func TestNothingIsPacked(t *testing.T) {
	for _, root := range []string{chart, made} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".tgz") || strings.HasSuffix(path, ".tar.gz")) {
				t.Errorf("%s: the packaging tool wants all files unpacked", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
