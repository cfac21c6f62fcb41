package drill

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/test/realcluster"
	"golang.org/x/sys/unix"
	corev1 "k8s.io/api/core/v1"
)

// space is a network namespace.
type space struct {
	n    *node
	name string
	file *os.File // of the namespace
	root fs.FS    // holds a proc in which
	pid  int      // lives in it
}

// namespace finds the network namespace of a process, by a proc that knows it.
// It is never that of this machine, whose network nobody may touch.
func (n *node) namespace(name, root string, pid int) *space {
	n.t.Helper()
	s := &space{n: n, name: name, root: os.DirFS(root), pid: pid}
	var err error
	s.file, err = os.Open(filepath.Join(root, "proc", fmt.Sprint(pid), "ns/net"))
	n.must(err)
	n.t.Cleanup(func() { s.file.Close() })
	there, err := s.file.Stat()
	n.must(err)
	here, err := os.Stat("/proc/thread-self/ns/net")
	n.must(err)
	if os.SameFile(here, there) {
		n.t.Fatalf("%s has the network of this machine", name)
	}
	return s
}

// path is by which other programs find the namespace.
func (s *space) path() string { return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), s.file.Fd()) }

// in runs a function on a thread that is in the namespace. What it opens stays
// there. A thread that does not get back is never unlocked, so that the runtime
// ends it.
func (s *space) in(f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		home, err := os.Open("/proc/thread-self/ns/net")
		if err == nil {
			defer home.Close()
			if err = unix.Setns(int(s.file.Fd()), unix.CLONE_NEWNET); err == nil {
				err = f()
			}
			if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
				runtime.UnlockOSThread()
			}
		}
		done <- err
	}()
	if err := <-done; err != nil {
		return fmt.Errorf("in the network of %s: %w", s.name, err)
	}
	return nil
}

// do is in, and ends the test if it fails.
func (s *space) do(f func() error) {
	s.n.t.Helper()
	s.n.must(s.in(f))
}

// run runs a program in the namespace, with text to read.
func (s *space) run(input, program string, args ...string) {
	s.n.t.Helper()
	s.do(func() error {
		cmd := exec.Command(program, args...)
		cmd.Stdin = strings.NewReader(input)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("cannot run %s %q: %w: %s\n%s", program, args, err, bytes.TrimSpace(out), input)
		}
		return nil
	})
}

// ip, tc and nft run commands of these programs.
func (s *space) ip(lines ...string) {
	s.n.t.Helper()
	s.run(strings.Join(lines, "\n")+"\n", "ip", "-batch", "-")
}

func (s *space) tc(lines ...string) {
	s.n.t.Helper()
	s.run(strings.Join(lines, "\n")+"\n", "tc", "-batch", "-")
}

func (s *space) nft(lines ...string) {
	s.n.t.Helper()
	s.run(strings.Join(lines, "\n")+"\n", "nft", "-f", "-")
}

// set sets a kernel parameter of the namespace. The app's are those that its spec
// asks for.
func (s *space) set(name, value string) {
	s.n.t.Helper()
	if s == s.n.app {
		s.n.sysctls = append(s.n.sysctls, corev1.Sysctl{Name: strings.ReplaceAll(name, "/", "."), Value: value})
	}
	s.do(func() error { return os.WriteFile(filepath.Join("/proc/sys", name), []byte(value), 0o644) })
}

// sysfs writes a file of the sys that shows the namespace's devices.
func (s *space) sysfs(name, value string) {
	s.n.t.Helper()
	s.run(value, "unshare", "--mount", "sh", "-ec", `mount -t sysfs sysfs /sys; cat >"/sys/$0"`, name)
}

// counter is a counter of the namespace, as "Udp.NoPorts".
func (s *space) counter(name string) uint64 {
	s.n.t.Helper()
	tally, err := kernel.NewReader(s.root).Counters(s.pid)
	s.n.must(err)
	for _, list := range tally.Lists {
		if i := slices.Index(list.Names, name); i >= 0 {
			return list.Values[i]
		}
	}
	s.n.t.Fatalf("the kernel has no counter %s", name)
	return 0
}

// counts waits until counters together have grown by at least some number since
// the function was made.
func (s *space) counts(names ...string) (least func(uint64)) {
	s.n.t.Helper()
	sum := func() (all uint64) {
		for _, name := range names {
			all += s.counter(name)
		}
		return all
	}
	before := sum()
	return func(least uint64) {
		s.n.t.Helper()
		s.n.wait(fmt.Sprint(names, " of ", s.name), func() error {
			if moved := sum() - before; moved < least {
				return fmt.Errorf("it moved by %d, not %d", moved, least)
			}
			return nil
		})
	}
}

// wait looks at a condition until it holds.
func (n *node) wait(what string, holds func() error) {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), 20*time.Second)
	defer cancel()
	n.must(realcluster.Until(ctx, 2*time.Millisecond, what, func(context.Context) error { return holds() }))
}
