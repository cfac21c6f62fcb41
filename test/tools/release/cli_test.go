package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestCommandLineIsPacked for this system: people unpack it and it runs.
func TestCommandLineIsPacked(t *testing.T) {
	out := t.TempDir()
	t.Setenv("SOURCE_DATE_EPOCH", fmt.Sprint(origin.date.Unix()))
	args := []string{"-root", root, "-o", out, "-only", runtime.GOOS + "/" + runtime.GOARCH, "-version", origin.version, "-commit", origin.commit}
	if err := runCLI(t.Context(), args, io.Discard); err != nil {
		t.Fatal(err)
	}
	name := "netwhy_1.2.3_" + runtime.GOOS + "_" + runtime.GOARCH + ".tar.gz"
	data := read(t, out, name)
	sum := fmt.Sprintf("%x", sha256.Sum256(data))
	if got := string(read(t, out, "checksums.txt")); got != sum+"  "+name+"\n" {
		t.Errorf("the checksums are %q, want that of %s", got, name)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(unzipped); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) != 3 || len(files["THIRD-PARTY.txt"]) < 1e4 || !bytes.Equal(files["LICENSE"], read(t, root, "LICENSE")) {
		t.Errorf("the archive holds %d files", len(files))
	}
	program := filepath.Join(t.TempDir(), "kubectl-netwhy") // as krew names it
	if err := os.WriteFile(program, files["netwhy"], 0o700); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), program, "version").CombinedOutput(); err != nil || !strings.HasPrefix(string(said), "netwhy v1.2.3\ncommit "+origin.commit) {
		t.Errorf("said %q, %v", said, err)
	}
	if !strings.Contains(string(read(t, out, "netwhy.yaml")), "sha256: "+sum+"\n") {
		t.Error("krew's manifest lacks the archive")
	}
}

func TestPluginNamesEverySystem(t *testing.T) {
	var all []download
	for _, d := range desks {
		system, arch, _ := strings.Cut(d, "/")
		all = append(all, download{system, arch, "netwhy_1.2.3_" + system + "_" + arch + ".tar.gz", strings.Repeat("ab", 32), "netwhy"})
	}
	text, err := plugin(origin, all)
	if err != nil {
		t.Fatal(err)
	}
	var parsed map[string]any
	if err := yaml.Unmarshal(text, &parsed); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	spec, _ := parsed["spec"].(map[string]any)
	platforms, _ := spec["platforms"].([]any)
	if parsed["kind"] != "Plugin" || spec["version"] != "v1.2.3" || len(platforms) != len(desks) {
		t.Fatalf("the manifest is %s", text)
	}
	for i, d := range desks {
		system, arch, _ := strings.Cut(d, "/")
		got := fmt.Sprint(platforms[i])
		for _, want := range []string{"os:" + system, "arch:" + arch, "uri:" + source + "/releases/download/v1.2.3/" + all[i].name, "sha256:" + all[i].sum, "bin:netwhy"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s lacks %s", d, got, want)
			}
		}
	}
	if short, _ := spec["shortDescription"].(string); short == "" || len(short) > 80 {
		t.Errorf("krew shows 80 characters, and %q has %d", short, len(short))
	}
}

func TestWorkWithoutLicenceIsRefused(t *testing.T) {
	with, without := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{"LICENSE.md": "Take it.\r\nOr not.\r\n", "notice": "Made by us.", "license.go": "package x", "README": "Words."} {
		if err := os.WriteFile(filepath.Join(with, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := gather(map[string]string{"b v2": with, "a v1": with})
	line := strings.Repeat("=", 80)
	want := "Netwhy contains the work of others, under these licences.\n\n" + line + "\na v1\nb v2\n" + line + "\n\nMade by us.\n\n" + line + "\na v1\nb v2\n" + line + "\n\nTake it.\nOr not.\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := gather(map[string]string{"a v1": with, "c v3": without}); err == nil || !strings.Contains(err.Error(), "c v3") {
		t.Errorf("got %v, want what lacks a licence", err)
	}
}

func TestWindowsGetsAZip(t *testing.T) {
	data, err := zipped([]member{{"netwhy.exe", 0o755, []byte("MZ")}}, origin.date)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != 1 || r.File[0].Name != "netwhy.exe" || r.File[0].Mode() != 0o755 || !r.File[0].Modified.Equal(origin.date) {
		t.Errorf("the archive holds %+v", r.File)
	}
}

func TestBuildsWithoutOriginAreRefused(t *testing.T) {
	for _, s := range []stamp{{}, {version: "v1", commit: "a b", date: origin.date}, {version: "v1", commit: "abc"}, {version: "", commit: "abc", date: origin.date}} {
		if err := s.check(); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	if err := origin.check(); err != nil {
		t.Error(err)
	}
}
