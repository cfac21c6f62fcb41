package nodeprobe

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/authority"
	"github.com/netwhy/netwhy/test/binary"
)

// BenchmarkNode prints what the probe and node_exporter cost a node of 100 pods.
func BenchmarkNode(b *testing.B) {
	if os.Getuid() != 0 {
		b.Skip("it makes network namespaces, which needs root")
	}
	root := prepare(b)
	var f figures
	for b.Loop() {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), asNode+"="+root)
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS, Unshareflags: syscall.CLONE_NEWNS}
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal(out, &f); err != nil {
			b.Fatal(err)
		}
		if f.Namespaces != pods+1 {
			b.Fatalf("the probe read %d namespaces of %d", f.Namespaces, pods+1)
		}
	}
	b.ReportMetric(0, "ns/op") // the benchmark's own length says nothing
	b.ReportMetric(milliseconds(f.Probe.Processor), "cpu-ms/sample")
	b.ReportMetric(100*f.Share, "cpu-%")
	b.ReportMetric(megabytes(f.Probe.Resident), "rss-MiB")
	b.ReportMetric(milliseconds(f.Exporter.Processor), "exporter-cpu-ms/scrape")
	b.ReportMetric(megabytes(f.Exporter.Resident), "exporter-rss-MiB")
	b.Log("\n" + f.table())
}

// prepare makes the root of the node: programs, certificates and a cgroup.
func prepare(b *testing.B) string {
	root := b.TempDir()
	for dir := root; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) { // the programs run as nobody
		if err := os.Chmod(dir, 0o755); err != nil {
			b.Fatal(err)
		}
	}
	probe, err := binary.Own(b.Context(), "cmd/nodeprobe")
	if err != nil {
		b.Fatal(err)
	}
	if err := os.Link(probe, filepath.Join(root, "nodeprobe")); err != nil {
		b.Fatal(err)
	}
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(root, "node_exporter"), "github.com/prometheus/node_exporter")
	build.Dir = "../../tools/exporter"
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("cannot build node_exporter: %v\n%s", err, out)
	}
	certify(b, root)
	group(b, filepath.Join(root, "cgroup"))
	return root
}

func certify(b *testing.B, root string) {
	ca, err := authority.New()
	if err != nil {
		b.Fatal(err)
	}
	id, err := ca.Server("probe")
	if err != nil {
		b.Fatal(err)
	}
	client, err := ca.Client("netwhy")
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string][]byte{"tls.crt": id.Cert, "tls.key": id.Key, "ca.crt": ca.PEM, "client.crt": client.Cert, "client.key": client.Key} {
		if err := os.WriteFile(filepath.Join(root, name), text, 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// group makes a link to a new cgroup, and removes what is below it at the end.
func group(b *testing.B, link string) {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(mounts)) {
		if words := strings.Fields(line); words[2] == "cgroup2" {
			dir, err := os.MkdirTemp(words[1], "netwhy-bench-")
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { remove(b, dir) })
			if err := os.Symlink(dir, link); err != nil {
				b.Fatal(err)
			}
			return
		}
	}
	b.Skip("this machine has no cgroup v2")
}

// remove removes cgroups, the innermost first. The kernel ends the processes
// of a PID namespace with its first one, and empties their cgroups soon after.
func remove(b *testing.B, dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		b.Error(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			remove(b, filepath.Join(dir, e.Name()))
		}
	}
	for range 100 {
		if err = os.Remove(dir); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.Error(err)
}

// asked asks the probe for a window as netwhy does: of the node, and of no pod.
// It gives the answer's size, and how many network namespaces there are in an
// answer of all pods.
func asked(root string) (size int64, namespaces int, err error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(root, "client.crt"), filepath.Join(root, "client.key"))
	if err != nil {
		return 0, 0, err
	}
	ca, err := os.ReadFile(filepath.Join(root, "ca.crt"))
	if err != nil {
		return 0, 0, err
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(ca)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, Certificates: []tls.Certificate{pair}}, DisableCompression: true}}
	var uids []string
	for i := range pods {
		uids = append(uids, strings.ReplaceAll(uid(i), "_", "-"))
	}
	for _, query := range []string{"", "&kinds=netns&pods=" + strings.Join(uids, ",")} {
		request, err := http.NewRequest(http.MethodGet, "https://127.0.0.1:9464/v1/window?seconds=10"+query, http.NoBody)
		if err != nil {
			return 0, 0, err
		}
		request.Header.Set("Accept-Encoding", "gzip")
		answer, err := client.Do(request)
		if err != nil {
			return 0, 0, err
		}
		packed, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			return 0, 0, fmt.Errorf("cannot get a window: %s: %w", answer.Status, err)
		}
		if size == 0 {
			size = int64(len(packed))
		}
		var w sample.Window
		text, err := gzip.NewReader(bytes.NewReader(packed))
		if err == nil {
			err = json.NewDecoder(text).Decode(&w)
		}
		if err != nil {
			return 0, 0, err
		}
		namespaces = len(w.Of(sample.Namespace))
	}
	return size, namespaces, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
func megabytes(n int64) float64            { return float64(n) / (1 << 20) }

// table compares the two programs. A benchmark's log is cut after ten lines.
func (f figures) table() string {
	var t strings.Builder
	row := func(what, unit string, ours, theirs float64) {
		fmt.Fprintf(&t, "%-62s %9.2f %13.2f   %5.2f\n", what+", "+unit, ours, theirs, ours/theirs)
	}
	fmt.Fprintf(&t, "%-62s %9s %13s   ratio\n", fmt.Sprintf("%d pods; load %s; SHA-256 of 16 MiB %.1f ms", pods, f.Load, milliseconds(f.Yardstick)), "nodeprobe", "node_exporter")
	fmt.Fprintf(&t, "%-62s %9d %13d   (it sees no pod's)\n", "network namespaces that are read", f.Namespaces, 1)
	row("processor time of a reading", "ms", milliseconds(f.Probe.Processor), milliseconds(f.Exporter.Processor))
	row("the same in the best of "+fmt.Sprint(rounds)+" rounds", "ms", milliseconds(f.Probe.Least), milliseconds(f.Exporter.Least))
	row("memory, resident", "MiB", megabytes(f.Probe.Resident), megabytes(f.Exporter.Resident))
	row("of it, not files", "MiB", megabytes(f.Probe.Heap), megabytes(f.Exporter.Heap))
	row("answer, packed", "kB", float64(f.Probe.Answer)/1e3, float64(f.Exporter.Answer)/1e3)
	fmt.Fprintf(&t, "%-62s %9.3f\n", "of one processor, at its own interval, %", 100*f.Share)
	return strings.TrimSuffix(t.String(), "\n")
}
