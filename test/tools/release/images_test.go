package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/x509"
	"debug/buildinfo"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/validate"
	"github.com/spdx/tools-golang/json"
)

const root = "../../.."

var origin = stamp{version: "v1.2.3", commit: "0123456789abcdef0123456789abcdef01234567", date: time.Unix(1764430226, 0).UTC()}

// built is the folder that "release images" wrote to, once for all tests that ask.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "netwhy-images-")
	if err != nil {
		return "", err
	}
	for _, p := range programs {
		if err := build(context.Background(), p, platforms, root, dir, "localhost", origin, os.Stdout); err != nil {
			return dir, err
		}
	}
	return dir, nil
})

// asked tells whether there is a folder to remove.
var asked bool

func TestMain(m *testing.M) {
	code := m.Run()
	if asked {
		if dir, _ := built(); dir != "" { // the error was told by the tests
			_ = os.RemoveAll(dir)
		}
	}
	os.Exit(code)
}

func images(t *testing.T) string {
	t.Helper()
	asked = true
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, names ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(names...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// opened are the images of a program's archive, by architecture.
func opened(t *testing.T, p program) map[string]v1.Image {
	t.Helper()
	all, done, err := open(filepath.Join(images(t), p.name+".oci.tar"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	manifest, err := all.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]v1.Image{}
	for _, one := range manifest.Manifests {
		if found[one.Platform.Architecture], err = all.Image(one.Digest); err != nil {
			t.Fatal(err)
		}
	}
	if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, platforms) {
		t.Fatalf("%s is for %v, want %v", p.name, got, platforms)
	}
	return found
}

// TestArchivesAreSound by the word of those who wrote the library: digests, sizes, types.
func TestArchivesAreSound(t *testing.T) {
	for _, p := range programs {
		all, done, err := open(filepath.Join(images(t), p.name+".oci.tar"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(done)
		if err := validate.Index(all); err != nil {
			t.Errorf("the index of %s is not sound: %v", p.name, err)
		}
	}
}

// TestAnotherBuildGivesTheSameBytes, in another folder and of sources that were copied.
func TestAnotherBuildGivesTheSameBytes(t *testing.T) {
	tree, out := t.TempDir(), t.TempDir()
	for _, name := range []string{"cmd", "agent", "checks", "nodeprobe", "prompts"} {
		if err := os.CopyFS(filepath.Join(tree, name), sources{os.DirFS(filepath.Join(root, name))}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "LICENSE"} {
		if err := os.WriteFile(filepath.Join(tree, name), read(t, root, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range programs {
		if err := build(t.Context(), p, platforms, tree, out, "localhost", origin, io.Discard); err != nil {
			t.Fatal(err)
		}
		names := []string{p.name + ".digest", p.name + ".oci.tar"}
		for _, arch := range platforms {
			names = append(names, sbomName(p, arch))
		}
		for _, name := range names {
			if !bytes.Equal(read(t, images(t), name), read(t, out, name)) {
				t.Errorf("%s differs from build to build", name)
			}
		}
	}
}

// sources leaves out what a build does not read, and is large.
type sources struct{ fs.FS }

func (s sources) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(s.FS, name)
	return slices.DeleteFunc(all, func(d fs.DirEntry) bool { return d.Name() == "node_modules" }), err
}

func TestImagesAreSmall(t *testing.T) {
	bounds := map[string]int64{"netwhy": 40e6, "netwhy-nodeprobe": 6e6}
	for _, p := range programs {
		for arch, one := range opened(t, p) {
			size, err := compressed(one)
			if err != nil {
				t.Fatal(err)
			}
			if size > bounds[p.name] || size < 1e6 {
				t.Errorf("%s for %s has %d bytes compressed, at most %d are allowed", p.name, arch, size, bounds[p.name])
			}
		}
	}
}

func TestImagesRunAsNobodySpecial(t *testing.T) {
	for _, p := range programs {
		for arch, one := range opened(t, p) {
			config, err := one.ConfigFile()
			if err != nil {
				t.Fatal(err)
			}
			manifest, err := one.Manifest()
			if err != nil {
				t.Fatal(err)
			}
			if config.OS != "linux" || config.Architecture != arch || config.Config.User != "65532:65532" || !slices.Equal(config.Config.Entrypoint, []string{p.binary}) || config.Config.Cmd != nil {
				t.Errorf("%s for %s is configured as %+v", p.name, arch, config)
			}
			if !config.Created.Equal(origin.date) {
				t.Errorf("%s for %s was created at %s, want the commit's time", p.name, arch, config.Created)
			}
			for name, want := range map[string]string{"version": "v1.2.3", "revision": origin.commit, "licenses": "Apache-2.0", "source": source} {
				key := "org.opencontainers.image." + name
				if config.Config.Labels[key] != want || manifest.Annotations[key] != want {
					t.Errorf("%s for %s says of its %s: label %q, annotation %q, want %q", p.name, arch, name, config.Config.Labels[key], manifest.Annotations[key], want)
				}
			}
		}
	}
}

// TestImagesHoldNothingElse than what is expected, with owners and modes.
func TestImagesHoldNothingElse(t *testing.T) {
	want := map[string][]string{
		"netwhy": {
			"data drwx------ 65532", "etc drwxr-xr-x 0", "etc/group -rw-r--r-- 0", "etc/passwd -rw-r--r-- 0", "etc/ssl drwxr-xr-x 0", "etc/ssl/certs drwxr-xr-x 0",
			"etc/ssl/certs/ca-certificates.crt -rw-r--r-- 0", "licenses drwxr-xr-x 0", "licenses/LICENSE -rw-r--r-- 0", "licenses/THIRD-PARTY.txt -rw-r--r-- 0",
			"netwhy -rwxr-xr-x 0", "tmp dtrwxrwxrwx 0",
		},
		"netwhy-nodeprobe": {"etc drwxr-xr-x 0", "etc/group -rw-r--r-- 0", "etc/passwd -rw-r--r-- 0", "licenses drwxr-xr-x 0", "licenses/LICENSE -rw-r--r-- 0", "licenses/THIRD-PARTY.txt -rw-r--r-- 0", "nodeprobe -rwxr-xr-x 0"},
	}
	for _, p := range programs {
		for arch, one := range opened(t, p) {
			var got []string
			each(t, one, func(h *tar.Header, _ io.Reader) {
				got = append(got, fmt.Sprintf("%s %s %d", h.Name, h.FileInfo().Mode(), h.Uid))
				if !h.ModTime.Equal(origin.date) || h.Uid != h.Gid {
					t.Errorf("%s of %s is of %s, group %d", h.Name, p.name, h.ModTime, h.Gid)
				}
			})
			slices.Sort(got)
			if !slices.Equal(got, want[p.name]) {
				t.Errorf("%s for %s holds %q, want %q", p.name, arch, got, want[p.name])
			}
		}
	}
}

func each(t *testing.T, one v1.Image, do func(*tar.Header, io.Reader)) {
	t.Helper()
	whole := mutate.Extract(one)
	defer whole.Close()
	for r := tar.NewReader(whole); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		do(h, r)
	}
}

// TestAuthoritiesOfAzureAreKnown and that of nobody is trusted beyond its term.
func TestAuthoritiesOfAzureAreKnown(t *testing.T) {
	found := map[string]bool{}
	for rest := roots(); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		found[certificate.Subject.CommonName] = true
	}
	for _, name := range []string{"DigiCert Global Root G2", "DigiCert Global Root G3", "Microsoft RSA Root Certificate Authority 2017", "Microsoft ECC Root Certificate Authority 2017", "ISRG Root X1"} {
		if !found[name] {
			t.Errorf("the authority %q is missing", name)
		}
	}
	if len(found) < 100 {
		t.Errorf("there are only %d authorities", len(found))
	}
}

// TestImagesRun runs the entry point in the image's own files, as its user.
func TestImagesRun(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("images are of Linux")
	}
	arguments := map[string]string{"netwhy": "version", "netwhy-nodeprobe": "-version"}
	for _, p := range programs {
		one, dir := opened(t, p)[runtime.GOARCH], t.TempDir()
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		each(t, one, func(h *tar.Header, r io.Reader) {
			name := filepath.Join(dir, h.Name)
			if h.Typeflag == tar.TypeDir {
				if err := os.Mkdir(name, 0o755); err != nil {
					t.Fatal(err)
				}
				return
			}
			data, err := io.ReadAll(r)
			if err := errors.Join(err, os.WriteFile(name, data, h.FileInfo().Mode())); err != nil {
				t.Fatal(err)
			}
		})
		cmd := exec.CommandContext(t.Context(), p.binary, arguments[p.name])
		cmd.Dir, cmd.Env = "/", []string{"PATH=/"}
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: dir, Credential: &syscall.Credential{Uid: user, Gid: user}}
		} else {
			cmd.Path = filepath.Join(dir, p.binary)
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s does not run: %v: %s", p.name, err, out)
		}
		for _, want := range []string{" v1.2.3\n", "commit " + origin.commit, "date " + origin.date.Format(time.RFC3339), "for linux/" + runtime.GOARCH} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s says %q, without %q", p.name, out, want)
			}
		}
	}
}

// TestPapersNameEveryModule that the toolchain noted in the binary of the image: the SBOM and the licences.
func TestPapersNameEveryModule(t *testing.T) {
	for _, p := range programs {
		for arch, one := range opened(t, p) {
			document, err := json.Read(bytes.NewReader(read(t, images(t), sbomName(p, arch))))
			if err != nil {
				t.Fatalf("others cannot read the SBOM of %s: %v", p.name, err)
			}
			digest, err := one.Digest()
			if err != nil {
				t.Fatal(err)
			}
			versions, ids := map[string]string{}, map[string]bool{}
			for _, component := range document.Packages {
				versions[component.PackageName] = component.PackageVersion
				if ids[string(component.PackageSPDXIdentifier)] {
					t.Errorf("%s names %s twice", sbomName(p, arch), component.PackageSPDXIdentifier)
				}
				ids[string(component.PackageSPDXIdentifier)] = true
			}
			if sum := document.Packages[0].PackageChecksums[0].Value; sum != digest.Hex {
				t.Errorf("%s is of %s, and the image is %s", sbomName(p, arch), sum, digest)
			}
			var info *buildinfo.BuildInfo
			var licences []byte
			each(t, one, func(h *tar.Header, r io.Reader) {
				switch "/" + h.Name {
				case "/licenses/THIRD-PARTY.txt":
					if licences, err = io.ReadAll(r); err != nil {
						t.Fatal(err)
					}
				case p.binary:
					data, err := io.ReadAll(r)
					if err != nil {
						t.Fatal(err)
					}
					if info, err = buildinfo.Read(bytes.NewReader(data)); err != nil {
						t.Fatal(err)
					}
				}
			})
			if !bytes.Contains(licences, []byte("Redistributions in binary form")) {
				t.Errorf("the licences of %s for %s are without their texts", p.name, arch)
			}
			if info == nil || len(info.Deps) < 3 {
				t.Fatalf("found no modules in %s: %+v", p.binary, info)
			}
			for _, m := range info.Deps {
				if m.Replace != nil {
					m = m.Replace
				}
				if !bytes.Contains(licences, []byte("\n"+m.Path+" "+m.Version+"\n")) {
					t.Errorf("the licences of %s for %s lack those of %s", p.name, arch, m.Path)
				}
				if versions[m.Path] != m.Version || m.Version == "" {
					t.Errorf("%s says %q of %s, and the binary %q", sbomName(p, arch), versions[m.Path], m.Path, m.Version)
				}
			}
			if versions["stdlib"] != strings.TrimPrefix(info.GoVersion, "go") || versions["github.com/netwhy/netwhy"] != origin.version || (versions[roster] != "") != p.roots {
				t.Errorf("%s says of Go %q, of netwhy %q, of the authorities %q", sbomName(p, arch), versions["stdlib"], versions["github.com/netwhy/netwhy"], versions[roster])
			}
		}
	}
}
