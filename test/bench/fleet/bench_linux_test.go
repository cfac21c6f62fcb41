package fleet

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// asFleet names the variable that makes of this program a fleet; its value is the
// folder with the plan.
const asFleet = "NETWHY_BENCH_FLEET"

func TestMain(m *testing.M) {
	dir := os.Getenv(asFleet)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := alone(dir); err != nil {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1)
	}
}

// alone runs a fleet until standard input ends.
func alone(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if err != nil {
		return err
	}
	var nodes []Node
	if err := json.Unmarshal(text, &nodes); err != nil {
		return err
	}
	f, err := Start(nodes, 0, "netwhy-nodeprobe.netwhy.svc", dir)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(f); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return f.Close()
}

// beside is a fleet in a process of its own, so that what the client costs is not
// mixed with what the probes cost.
func beside(b *testing.B, nodes []Node) *Fleet {
	b.Helper()
	dir := b.TempDir()
	text, err := json.Marshal(nodes)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "plan.json"), text, 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Env, cmd.Stderr = append(os.Environ(), asFleet+"="+dir), os.Stderr
	end, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = end.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	var f Fleet
	if err := json.NewDecoder(out).Decode(&f); err != nil {
		b.Fatalf("cannot run the fleet: %v", err)
	}
	return &f
}

// BenchmarkProbes asks 5,000 probes as an investigation does, each for its node:
// all answer, or some hundreds are silent.
func BenchmarkProbes(b *testing.B) {
	for _, c := range []struct{ size, silent int }{{1000, 0}, {5000, 0}, {5000, 188}, {5000, 2500}} {
		b.Run(fmt.Sprintf("%d/%d-silent", c.size, c.silent), func(b *testing.B) {
			if err := descriptors(3 * c.size); err != nil {
				b.Fatal(err)
			}
			f := beside(b, Plan(c.size, 37, c.silent, 1))
			b.ReportAllocs()
			var most cost
			began := processor(b)
			for b.Loop() {
				watch := watched()
				snapshot := f.gatherer(b).Gather(b.Context(), wants(f.Nodes))
				most = most.or(watch())
				if got := len(snapshot.Records()); got != c.size-c.silent || len(snapshot.Gaps()) != c.silent {
					b.Fatalf("%d of %d probes answered", got, c.size)
				}
				runtime.KeepAlive(snapshot)
			}
			b.ReportMetric((processor(b)-began).Seconds()/float64(b.N), "cpu-s/op")
			b.ReportMetric(float64(most.heap>>20), "peak-heap-MiB")
			b.ReportMetric(float64(most.files), "peak-files")
		})
	}
}

// processor is the time that this process has had of the processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cost is what was in use at once.
type cost struct {
	heap  uint64 // bytes, with what is not collected yet
	files int
}

func (c cost) or(o cost) cost { return cost{max(c.heap, o.heap), max(c.files, o.files)} }

// watched looks at this process now and then until the function is called.
func watched() func() cost {
	runtime.GC()
	var end atomic.Bool
	most := make(chan cost)
	go func() {
		var all cost
		for !end.Load() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			files, _ := os.ReadDir("/proc/self/fd") // none, for once
			all = all.or(cost{m.HeapAlloc, len(files)})
			time.Sleep(50 * time.Millisecond)
		}
		most <- all
	}()
	return func() cost { end.Store(true); return <-most }
}
