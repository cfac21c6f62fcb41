package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// desks are the systems that people work at.
var desks = []string{"darwin/amd64", "darwin/arm64", "linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64"}

func runCLI(ctx context.Context, args []string, say io.Writer) error {
	flags := flag.NewFlagSet("release cli", flag.ContinueOnError)
	root := flags.String("root", ".", "the `folder` of go.mod")
	out := flags.String("o", "bin/cli", "the `folder` to write to")
	only := flags.String("only", strings.Join(desks, ","), "`systems` to build for")
	s := stamping(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	archives, err := archives(ctx, *root, *out, strings.Split(*only, ","), *s, say)
	if err != nil {
		return err
	}
	return list(*out, *s, archives)
}

// download is one archive of the command line.
type download struct {
	system, arch string
	name         string
	sum          string
	binary       string // within it
}

func archives(ctx context.Context, root, out string, systems []string, s stamp, say io.Writer) (all []download, err error) {
	if out, err = filepath.Abs(out); err != nil {
		return nil, fmt.Errorf("cannot find the folder: %w", err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the folder: %w", err)
	}
	for _, platform := range systems {
		system, arch, _ := strings.Cut(platform, "/")
		d := download{system: system, arch: arch, binary: "netwhy", name: "netwhy_" + tag(s.version) + "_" + system + "_" + arch + ".tar.gz"}
		wrap := gzipped
		if system == "windows" {
			d.binary, d.name, wrap = "netwhy.exe", strings.TrimSuffix(d.name, ".tar.gz")+".zip", zipped
		}
		texts, err := licences(ctx, root, "./cmd/netwhy", system, arch)
		if err != nil {
			return nil, err
		}
		built := filepath.Join(out, "."+system+"-"+arch)
		if err := compile(ctx, root, "./cmd/netwhy", system, arch, built, s); err != nil {
			return nil, err
		}
		program, err := os.ReadFile(built)
		if err := errors.Join(err, os.Remove(built)); err != nil {
			return nil, fmt.Errorf("cannot read the binary: %w", err)
		}
		data, err := wrap(append(texts, member{d.binary, 0o755, program}), s.date)
		if err != nil {
			return nil, fmt.Errorf("cannot make %s: %w", d.name, err)
		}
		if err := os.WriteFile(filepath.Join(out, d.name), data, 0o644); err != nil {
			return nil, fmt.Errorf("cannot write the archive: %w", err)
		}
		d.sum = fmt.Sprintf("%x", sha256.Sum256(data))
		all = append(all, d)
		fmt.Fprintf(say, "%s  %s %.1f MB\n", d.sum, d.name, float64(len(data))/1e6)
	}
	return all, nil
}

type member struct {
	name string
	mode int64
	data []byte
}

func gzipped(members []member, at time.Time) ([]byte, error) {
	var to bytes.Buffer
	packed := gzip.NewWriter(&to)
	err := errors.Join(tarred(packed, members, at), packed.Close())
	return to.Bytes(), err
}

func tarred(to io.Writer, members []member, at time.Time) error {
	w := tar.NewWriter(to)
	for _, m := range members {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: m.name, Mode: m.mode, Size: int64(len(m.data)), ModTime: at}); err != nil {
			return err
		}
		if _, err := w.Write(m.data); err != nil {
			return err
		}
	}
	return w.Close()
}

func zipped(members []member, at time.Time) ([]byte, error) {
	var to bytes.Buffer
	w := zip.NewWriter(&to)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: at}
		h.SetMode(os.FileMode(m.mode))
		part, err := w.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(m.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return to.Bytes(), err
}
