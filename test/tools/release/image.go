package main

import (
	"fmt"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// image is one program for one platform.
func image(p program, arch, binary string, licences []member, s stamp) (v1.Image, error) {
	files, err := layer(p, binary, licences, s.date)
	if err != nil {
		return nil, err
	}
	from := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	with, err := mutate.Append(from, mutate.Addendum{Layer: files, History: v1.History{Created: v1.Time{Time: s.date}, CreatedBy: "release images " + p.pkg}})
	if err != nil {
		return nil, fmt.Errorf("cannot add the layer: %w", err)
	}
	config, err := with.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	config = config.DeepCopy()
	config.Created = v1.Time{Time: s.date}
	config.OS, config.Architecture = "linux", arch
	if arch == "arm64" {
		config.Variant = "v8"
	}
	config.Config = v1.Config{
		Entrypoint: []string{p.binary},
		User:       fmt.Sprintf("%d:%d", user, user),
		WorkingDir: "/",
		Env:        []string{"PATH=/"},
		Labels:     annotations(p, s),
	}
	with, err = mutate.ConfigFile(with, config)
	if err != nil {
		return nil, fmt.Errorf("cannot set the configuration: %w", err)
	}
	return mutate.Annotations(with, annotations(p, s)).(v1.Image), nil
}

// index joins the images of some platforms under one digest.
func index(p program, s stamp, platforms []string, images map[string]v1.Image) (v1.ImageIndex, error) {
	all := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, arch := range platforms {
		config, err := images[arch].ConfigFile()
		if err != nil {
			return nil, fmt.Errorf("cannot read the configuration: %w", err)
		}
		all = mutate.AppendManifests(all, mutate.IndexAddendum{Add: images[arch], Descriptor: v1.Descriptor{Platform: config.Platform()}})
	}
	return mutate.Annotations(all, annotations(p, s)).(v1.ImageIndex), nil
}

func annotations(p program, s stamp) map[string]string {
	const name = "org.opencontainers.image."
	return map[string]string{
		name + "title":         p.title,
		name + "description":   p.description,
		name + "source":        source,
		name + "url":           source,
		name + "documentation": source + "/tree/main/docs",
		name + "licenses":      "Apache-2.0",
		name + "version":       s.version,
		name + "revision":      s.commit,
		name + "created":       s.date.Format(time.RFC3339),
	}
}
