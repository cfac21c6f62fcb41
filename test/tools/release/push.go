package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

const spdx = "application/spdx+json"

func runPush(ctx context.Context, args []string, say io.Writer) error {
	flags := flag.NewFlagSet("release push", flag.ContinueOnError)
	from := flags.String("from", "bin/images", "the `folder` that images wrote")
	registry := flags.String("registry", "", "`host/path` to push below; who may is read from Docker's configuration")
	version := flags.String("version", "", "the `version`, which becomes the tag")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *registry == "" || *version == "" {
		return fmt.Errorf("cannot push without -registry and -version")
	}
	for _, p := range programs {
		pushed, err := push(ctx, p, *from, strings.TrimSuffix(*registry, "/"), *version)
		if err != nil {
			return err
		}
		fmt.Fprint(say, pushed)
	}
	return nil
}

// push sends what images wrote, and builds nothing again: what was tested is
// what is published. Each SBOM refers to the image that it is of. A line tells
// of each name by digest, and of the SBOM's file; the index, which has none, is last.
func push(ctx context.Context, p program, from, registry, version string) (pushed string, err error) {
	all, done, err := open(filepath.Join(from, p.name+".oci.tar"))
	if err != nil {
		return "", err
	}
	defer done()
	to, err := name.NewTag(registry+"/"+p.name+":"+tag(version), name.StrictValidation)
	if err != nil {
		return "", fmt.Errorf("cannot name the image: %w", err)
	}
	options := []remote.Option{remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain)}
	if err := remote.WriteIndex(to, all, options...); err != nil {
		return "", fmt.Errorf("cannot push %s: %w", to, err)
	}
	manifest, err := all.IndexManifest()
	if err != nil {
		return "", fmt.Errorf("cannot read the index of %s: %w", p.name, err)
	}
	for _, one := range manifest.Manifests {
		file := filepath.Join(from, sbomName(p, one.Platform.Architecture))
		bill, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("cannot read the SBOM: %w", err)
		}
		if err := attach(to.Context(), bill, one, options); err != nil {
			return "", fmt.Errorf("cannot push the SBOM of %s for %s: %w", p.name, one.Platform, err)
		}
		pushed += to.Context().Digest(one.Digest.String()).Name() + " " + file + "\n"
	}
	digest, err := all.Digest()
	if err != nil {
		return "", fmt.Errorf("cannot digest %s: %w", p.name, err)
	}
	return pushed + to.Context().Digest(digest.String()).Name() + " -\n", nil
}

func sbomName(p program, arch string) string { return p.name + "-linux-" + arch + ".spdx.json" }

// attach pushes an SBOM as a manifest whose subject is the image.
func attach(repository name.Repository, bill []byte, subject v1.Descriptor, options []remote.Option) error {
	subject.Platform = nil // of the index' entry, not of the image
	wrapped := mutate.MediaType(mutate.ConfigMediaType(empty.Image, types.MediaType(spdx)), types.OCIManifestSchema1)
	wrapped, err := mutate.AppendLayers(wrapped, static.NewLayer(bill, spdx))
	if err != nil {
		return fmt.Errorf("cannot wrap it: %w", err)
	}
	attached := mutate.Subject(wrapped, subject).(v1.Image)
	digest, err := attached.Digest()
	if err != nil {
		return fmt.Errorf("cannot digest it: %w", err)
	}
	return remote.Write(repository.Digest(digest.String()), attached, options...)
}
