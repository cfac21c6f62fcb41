package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// The part of SPDX 2.3 that is written here.
type (
	document struct {
		Version       string         `json:"spdxVersion"`
		License       string         `json:"dataLicense"`
		ID            string         `json:"SPDXID"`
		Name          string         `json:"name"`
		Namespace     string         `json:"documentNamespace"`
		Creation      creation       `json:"creationInfo"`
		Packages      []component    `json:"packages"`
		Relationships []relationship `json:"relationships"`
	}
	creation struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	}
	component struct {
		ID        string      `json:"SPDXID"`
		Name      string      `json:"name"`
		Version   string      `json:"versionInfo"`
		Supplier  string      `json:"supplier"`
		Location  string      `json:"downloadLocation"`
		Studied   bool        `json:"filesAnalyzed"`
		Source    string      `json:"sourceInfo,omitempty"`
		Concluded string      `json:"licenseConcluded"`
		Declared  string      `json:"licenseDeclared"`
		Copyright string      `json:"copyrightText"`
		Purpose   string      `json:"primaryPackagePurpose,omitempty"`
		Refs      []reference `json:"externalRefs,omitempty"`
		Sums      []checksum  `json:"checksums,omitempty"`
	}
	reference struct {
		Category string `json:"referenceCategory"`
		Type     string `json:"referenceType"`
		Locator  string `json:"referenceLocator"`
	}
	checksum struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	}
	relationship struct {
		From string `json:"spdxElementId"`
		Kind string `json:"relationshipType"`
		To   string `json:"relatedSpdxElement"`
	}
)

// roster is the module that the authorities of an image come from.
const roster = "golang.org/x/crypto/x509roots/fallback"

const supplier = "Organization: Netwhy" //nolint:misspell // SPDX's word

// sbom tells what an image is made of: what the toolchain noted in its binary,
// and the authorities beside it. The digest is the image's, for one platform.
func sbom(p program, arch, binary, digest string, s stamp) ([]byte, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("cannot read what %s was built from: %w", binary, err)
	}
	kind, sum, _ := strings.Cut(digest, ":")
	if kind != "sha256" {
		return nil, fmt.Errorf("cannot name an image by %q: a sha256 is needed", digest)
	}
	whole := component{
		ID: "SPDXRef-image", Name: p.name, Version: s.version, Supplier: supplier, Location: "NOASSERTION",
		Concluded: "Apache-2.0", Declared: "Apache-2.0", Copyright: "NOASSERTION", Purpose: "CONTAINER",
		Refs: []reference{{"PACKAGE-MANAGER", "purl", "pkg:oci/" + p.name + "@sha256%3A" + sum + "?arch=" + arch}},
		Sums: []checksum{{"SHA256", sum}},
	}
	own := moduleOf(debug.Module{Path: info.Main.Path, Version: s.version})
	own.Concluded, own.Declared, own.Purpose = "Apache-2.0", "Apache-2.0", "APPLICATION"
	doc := document{
		Version: "SPDX-2.3", License: "CC0-1.0", ID: "SPDXRef-DOCUMENT", Name: p.name + "-" + s.version + "-linux-" + arch,
		Namespace: source + "/spdx/" + p.name + "/linux-" + arch + "/" + sum,
		Creation:  creation{s.date.Format(time.RFC3339), []string{supplier, "Tool: release"}},
		Packages:  []component{whole, own},
		Relationships: []relationship{
			{"SPDXRef-DOCUMENT", "DESCRIBES", whole.ID},
			{whole.ID, "CONTAINS", own.ID},
		},
	}
	dependencies := []debug.Module{{Path: "stdlib", Version: strings.TrimPrefix(info.GoVersion, "go")}}
	for _, m := range info.Deps {
		dependencies = append(dependencies, *m)
	}
	for _, m := range dependencies {
		c := moduleOf(m)
		doc.Packages = append(doc.Packages, c)
		doc.Relationships = append(doc.Relationships, relationship{own.ID, "DEPENDS_ON", c.ID})
	}
	if p.roots {
		m, err := authorities()
		if err != nil {
			return nil, err
		}
		c := moduleOf(m)
		c.Purpose = "FILE"
		doc.Packages = append(doc.Packages, c)
		doc.Relationships = append(doc.Relationships, relationship{whole.ID, "CONTAINS", c.ID})
	}
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("cannot write the SBOM: %w", err)
	}
	return append(data, '\n'), nil
}

// authorities is the module that [roots] reads, as this program was built with it.
func authorities() (debug.Module, error) {
	info, ok := debug.ReadBuildInfo()
	if ok {
		if i := slices.IndexFunc(info.Deps, func(m *debug.Module) bool { return m.Path == roster }); i >= 0 {
			return *info.Deps[i], nil
		}
	}
	return debug.Module{}, fmt.Errorf("cannot tell the version of %s: build this program as a module", roster)
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9.]+`) // for an SPDXID

func moduleOf(m debug.Module) component {
	wanted := m.Path
	if m.Replace != nil { // what was compiled counts, not what was asked for
		m = *m.Replace
	}
	c := component{
		ID: "SPDXRef-go-" + unfit.ReplaceAllString(wanted, "-"), Name: m.Path, Version: m.Version, Supplier: "NOASSERTION", Location: "NOASSERTION",
		Concluded: "NOASSERTION", Declared: "NOASSERTION", Copyright: "NOASSERTION", Purpose: "LIBRARY",
		Refs: []reference{{"PACKAGE-MANAGER", "purl", "pkg:golang/" + m.Path + "@" + m.Version}},
	}
	if m.Sum != "" {
		c.Source = "go.sum " + m.Sum
	}
	return c
}
