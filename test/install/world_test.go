package install

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/realcluster"
	"github.com/netwhy/netwhy/test/realcluster/mortal"
)

// The versions that are installed, one after the other.
const (
	before = "0.0.1"
	now    = "0.0.2"
)

const namespace = "netwhy"

// world is a cluster with the images of both versions on its nodes, and nothing installed.
type world struct {
	*realcluster.Cluster
	helm, netwhy string // programs
	dir          string // of charts, keys and logs
	database     string // folder of PostgreSQL, whose server may not enter root's
	browser      *browser
	kept         string // a conversation that must not be lost
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{dir: t.TempDir()}
	w.Cluster = cluster(t)
	var err error
	if w.database, err = os.MkdirTemp("", "netwhy-install-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(w.database) })
	if w.helm, err = binary.Path("helm"); err != nil {
		t.Fatal(err)
	}
	if w.netwhy, err = binary.Own(t.Context(), "cmd/netwhy"); err != nil {
		t.Fatal(err)
	}
	release := filepath.Join(w.dir, "release")
	run(t, "../tools/release", "go", "build", "-o", release, ".")
	for _, version := range []string{before, now} {
		images := filepath.Join(w.dir, "images", version)
		run(t, "../..", release, "images", "-platforms", "amd64", "-version", version, "-commit", "none", "-registry", "docker.io/library", "-o", images)
		for _, name := range realcluster.Nodes() {
			for _, image := range []string{"netwhy", "netwhy-nodeprobe"} {
				if _, err := w.Node(name).Do(t.Context(), "ctr", "--namespace=k8s.io", "images", "import", filepath.Join(images, image+".oci.tar")); err != nil {
					t.Fatal(err)
				}
			}
		}
		run(t, "../..", w.helm, "package", "charts/netwhy", "--version", version, "--app-version", version, "--destination", w.dir)
	}
	return w
}

// cluster is one that $NETWHY_CLUSTER names, for iterating, or else is made and ends
// with the test.
func cluster(t *testing.T) *realcluster.Cluster {
	t.Helper()
	if name := os.Getenv("NETWHY_CLUSTER"); name != "" {
		c, err := realcluster.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return mortal.Cluster(t, realcluster.Options{Name: "install", Probe: realcluster.ProbeNone, Install: true})
}

// chart is the packaged chart of a version.
func (w *world) chart(version string) string {
	return filepath.Join(w.dir, "netwhy-"+version+".tgz")
}

func run(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "SOURCE_DATE_EPOCH=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", filepath.Base(program), strings.Join(args, " "), err, out)
	}
}

// Helm runs helm as the administrator.
func (w *world) Helm(t *testing.T, args ...string) string {
	t.Helper()
	out, err := w.tryHelm(t.Context(), args...)
	if err != nil {
		t.Fatalf("helm %s: %v: %s\n%s", strings.Join(args, " "), err, out, w.state(t))
	}
	return out
}

func (w *world) tryHelm(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, w.helm, append([]string{"--namespace", namespace}, args...)...)
	cmd.Env = append(w.Env(), "HELM_CACHE_HOME="+w.dir, "HELM_CONFIG_HOME="+w.dir, "HELM_DATA_HOME="+w.dir)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// must runs kubectl as the administrator.
func (w *world) must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := w.Kubectl(t.Context(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

// state is what an engineer looks at first when something is not there.
func (w *world) state(t *testing.T) string {
	var b strings.Builder
	for _, args := range [][]string{
		{"-n", namespace, "get", "pods,pvc", "-o", "wide"},
		{"-n", namespace, "get", "events", "--sort-by=.lastTimestamp"},
		{"-n", namespace, "logs", "-l", "app.kubernetes.io/part-of=netwhy", "--all-containers", "--tail=20", "--prefix"},
	} {
		out, err := w.Kubectl(context.WithoutCancel(t.Context()), args...)
		if err != nil {
			out += err.Error()
		}
		b.WriteString(out + "\n")
	}
	return b.String()
}

// await waits until something holds.
func await(t *testing.T, what string, holds func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	if err := realcluster.Until(ctx, 200*time.Millisecond, what, func(context.Context) error { return holds() }); err != nil {
		t.Fatal(err)
	}
}

// file keeps a text in the world's folder.
func (w *world) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// relayCertificate copies what the relay knows its clients by, as NOTES.txt says.
func (w *world) relayCertificate(t *testing.T) {
	t.Helper()
	w.must(t, "create", "namespace", namespace)
	secret := []byte(w.must(t, "-n", "kube-system", "get", "secret", "hubble-relay-client-certs", "-o",
		`go-template={"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/tls","metadata":{"name":"hubble-relay-client-certs","namespace":"netwhy"},"data":{"tls.crt":"{{index .data "tls.crt"}}","tls.key":"{{index .data "tls.key"}}","ca.crt":"{{index .data "ca.crt"}}"}}`))
	if err := w.Apply(t.Context(), bytes.TrimSpace(secret)); err != nil {
		t.Fatal(err)
	}
}
