package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"text/template"
)

//go:embed krew.yaml.tmpl
var krew string

// list writes what goes with the archives: their checksums, and the manifest
// by which krew installs "kubectl netwhy" from them.
func list(out string, s stamp, all []download) error {
	var sums bytes.Buffer
	for _, d := range all {
		fmt.Fprintf(&sums, "%s  %s\n", d.sum, d.name)
	}
	if err := os.WriteFile(filepath.Join(out, "checksums.txt"), sums.Bytes(), 0o644); err != nil {
		return fmt.Errorf("cannot write the checksums: %w", err)
	}
	manifest, err := plugin(s, all)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "netwhy.yaml"), manifest, 0o644); err != nil {
		return fmt.Errorf("cannot write krew's manifest: %w", err)
	}
	return nil
}

func plugin(s stamp, all []download) ([]byte, error) {
	form, err := template.New("krew").Option("missingkey=error").Parse(krew)
	if err != nil {
		return nil, fmt.Errorf("cannot read the template of krew's manifest: %w", err)
	}
	type platform struct{ System, Arch, URI, Sum, Binary string }
	var platforms []platform
	for _, d := range all {
		platforms = append(platforms, platform{d.system, d.arch, source + "/releases/download/v" + tag(s.version) + "/" + d.name, d.sum, d.binary})
	}
	var manifest bytes.Buffer
	if err := form.Execute(&manifest, map[string]any{"Version": "v" + tag(s.version), "Source": source, "Platforms": platforms}); err != nil {
		return nil, fmt.Errorf("cannot write krew's manifest: %w", err)
	}
	return manifest.Bytes(), nil
}
