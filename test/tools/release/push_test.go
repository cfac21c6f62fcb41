package main

import (
	"bytes"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// TestPushedIsWhatWasBuilt pushes to a registry on loopback, and pulls from it.
func TestPushedIsWhatWasBuilt(t *testing.T) {
	t.Setenv("DOCKER_CONFIG", t.TempDir()) // nobody's credentials are for here
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(true)))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	var said strings.Builder
	if err := runPush(t.Context(), []string{"-from", images(t), "-registry", host + "/team/", "-version", "v1.2.3"}, &said); err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		digest := strings.TrimSpace(string(read(t, images(t), p.name+".digest")))
		to, err := name.ParseReference(host + "/team/" + p.name + ":1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		all, err := remote.Index(to)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := all.Digest(); err != nil || got.String() != digest {
			t.Errorf("pulled %s as %v, %v, want %s", to, got, err, digest)
		}
		whole := to.Context().Name() + "@" + digest
		if !strings.Contains(said.String(), whole+" -\n") {
			t.Errorf("said %q, without %s", said.String(), whole)
		}
		manifest, err := all.IndexManifest()
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range manifest.Manifests {
			subject := to.Context().Digest(one.Digest.String())
			image, err := remote.Image(subject)
			if err != nil {
				t.Fatal(err)
			}
			if config, err := image.ConfigFile(); err != nil || config.Architecture != one.Platform.Architecture {
				t.Errorf("pulled %s for %s: %v", subject, config.Architecture, err)
			}
			about, err := remote.Referrers(subject)
			if err != nil {
				t.Fatal(err)
			}
			referrers, err := about.IndexManifest()
			if err != nil {
				t.Fatal(err)
			}
			if len(referrers.Manifests) != 1 || referrers.Manifests[0].ArtifactType != spdx {
				t.Fatalf("%+v refer to %s, want one SBOM", referrers.Manifests, subject)
			}
			bill, err := remote.Image(to.Context().Digest(referrers.Manifests[0].Digest.String()))
			if err != nil {
				t.Fatal(err)
			}
			layers, err := bill.Layers()
			if err != nil || len(layers) != 1 {
				t.Fatalf("the SBOM of %s has %d layers: %v", subject, len(layers), err)
			}
			content, err := layers[0].Uncompressed()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(content)
			if err != nil || string(got) != string(read(t, images(t), sbomName(p, one.Platform.Architecture))) {
				t.Errorf("the SBOM of %s is not that which was written: %v", subject, err)
			}
			if line := subject.Name() + " " + filepath.Join(images(t), sbomName(p, one.Platform.Architecture)) + "\n"; !strings.Contains(said.String(), line) {
				t.Errorf("said %q, without %q", said.String(), line)
			}
		}
	}
}

func TestArchivesOfOthersAreRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "evil.tar")
	var data bytes.Buffer
	if err := tarred(&data, []member{{"../outside", 0o644, []byte("x")}}, origin.date); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := open(file); err == nil || !strings.Contains(err.Error(), "leads out of the archive") {
		t.Errorf("got %v", err)
	}
}
