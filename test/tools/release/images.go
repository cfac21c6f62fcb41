package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

func runImages(ctx context.Context, args []string, say io.Writer) error {
	flags := flag.NewFlagSet("release images", flag.ContinueOnError)
	root := flags.String("root", ".", "the `folder` of go.mod")
	out := flags.String("o", "bin/images", "the `folder` to write to")
	registry := flags.String("registry", "localhost", "the `host/path` that the archives name the images below")
	only := flags.String("platforms", strings.Join(platforms, ","), "`architectures` to build for: fewer give another digest")
	s := stamping(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	wanted := strings.Split(*only, ",")
	for _, arch := range wanted {
		if !slices.Contains(platforms, arch) {
			return fmt.Errorf("cannot build for %q: want some of %s", arch, strings.Join(platforms, ","))
		}
	}
	for _, p := range programs {
		if err := build(ctx, p, wanted, *root, *out, strings.TrimSuffix(*registry, "/"), *s, say); err != nil {
			return err
		}
	}
	return nil
}

// stamping reads the origin from flags; its time is SOURCE_DATE_EPOCH, as
// others who build reproducibly call it.
func stamping(flags *flag.FlagSet) *stamp {
	var s stamp
	flags.StringVar(&s.version, "version", "", "the `version`, as git describe tells it")
	flags.StringVar(&s.commit, "commit", "", "the `commit`, whole")
	seconds, _ := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64) // check refuses 0
	s.date = time.Unix(seconds, 0).UTC()
	return &s
}

// build writes one program's image for some platforms.
func build(ctx context.Context, p program, platforms []string, root, out, registry string, s stamp, say io.Writer) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder: %w", err)
	}
	out, err := filepath.Abs(out)
	if err != nil {
		return fmt.Errorf("cannot find the folder: %w", err)
	}
	images := map[string]v1.Image{}
	for _, arch := range platforms {
		binary := filepath.Join(out, p.name+"-linux-"+arch)
		if err := compile(ctx, root, p.pkg, "linux", arch, binary, s); err != nil {
			return err
		}
		texts, err := licences(ctx, root, p.pkg, "linux", arch)
		if err != nil {
			return err
		}
		if images[arch], err = image(p, arch, binary, texts, s); err != nil {
			return fmt.Errorf("cannot make the image of %s for %s: %w", p.name, arch, err)
		}
		if err := describe(p, arch, binary, images[arch], s, out); err != nil {
			return err
		}
		if err := report(say, p.name+" linux/"+arch, images[arch]); err != nil {
			return err
		}
	}
	all, err := index(p, s, platforms, images)
	if err != nil {
		return fmt.Errorf("cannot join the images of %s: %w", p.name, err)
	}
	digest, err := all.Digest()
	if err != nil {
		return fmt.Errorf("cannot digest %s: %w", p.name, err)
	}
	if err := os.WriteFile(filepath.Join(out, p.name+".digest"), []byte(digest.String()+"\n"), 0o644); err != nil {
		return fmt.Errorf("cannot note the digest: %w", err)
	}
	fmt.Fprintf(say, "%-28s %s\n", p.name, digest)
	return save(filepath.Join(out, p.name+".oci.tar"), registry+"/"+p.name+":"+tag(s.version), all)
}

// describe writes the SBOM beside the binary.
func describe(p program, arch, binary string, one v1.Image, s stamp, out string) error {
	digest, err := one.Digest()
	if err != nil {
		return fmt.Errorf("cannot digest %s: %w", p.name, err)
	}
	bill, err := sbom(p, arch, binary, digest.String(), s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, sbomName(p, arch)), bill, 0o644); err != nil {
		return fmt.Errorf("cannot write the SBOM: %w", err)
	}
	return nil
}

// tag is a version as registries and charts know it: without v, and with no
// plus, which a tag cannot have.
func tag(version string) string {
	return strings.ReplaceAll(strings.TrimPrefix(version, "v"), "+", "-")
}

func report(say io.Writer, name string, one v1.Image) error {
	digest, err := one.Digest()
	if err != nil {
		return fmt.Errorf("cannot digest %s: %w", name, err)
	}
	size, err := compressed(one)
	if err != nil {
		return fmt.Errorf("cannot measure %s: %w", name, err)
	}
	fmt.Fprintf(say, "%-28s %s %5.1f MB compressed\n", name, digest, float64(size)/1e6)
	return nil
}

// compressed is what a node pulls.
func compressed(one v1.Image) (int64, error) {
	manifest, err := one.Manifest()
	if err != nil {
		return 0, err
	}
	size := manifest.Config.Size
	for _, l := range manifest.Layers {
		size += l.Size
	}
	return size, nil
}
