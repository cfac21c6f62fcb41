package nodeprobe

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// groups is where this machine has control groups of version 2, or of the first.
func groups(t *testing.T) string {
	t.Helper()
	for _, folder := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids"} {
		if _, err := os.Stat(filepath.Join(folder, "cgroup.procs")); err == nil {
			return folder
		}
	}
	t.Fatal("this machine has no control groups where they are looked for")
	return ""
}

// pod starts a process as the kubelet would: of another user, in a namespace and a
// control group of its own.
func pod(t *testing.T, uid string) (pid int) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("a pod needs root")
	}
	group := filepath.Join(groups(t), "kubepods-besteffort-pod"+uid+".slice")
	if err := os.MkdirAll(group, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(group) })
	waits := exec.Command("cat")
	waits.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNET, Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	input, err := waits.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := waits.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = input.Close(); _ = waits.Wait() })
	if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(waits.Process.Pid)), 0o644); err != nil {
		t.Fatal(err)
	}
	return waits.Process.Pid
}

// on calls a function on a thread of its own, which ends with it.
func on(call func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- call()
	}()
	return <-done
}

// knock sends datagrams to a closed port in the namespace of a process; in the
// test's own, the node's, if it is 0.
func knock(pid, times int) error {
	return on(func() error {
		if pid != 0 {
			if err := enter(pid); err != nil {
				return err
			}
		}
		from, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer func() { _ = from.Close() }()
		for range times {
			if _, err := from.WriteTo([]byte("lost"), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 53}); err != nil {
				return err
			}
		}
		return nil
	})
}

// enter takes this thread into the namespace of a process, and loopback up.
func enter(pid int) error {
	fd, err := unix.Open(fmt.Sprintf("/proc/%d/ns/net", pid), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(fd) }()
	if err := unix.Setns(fd, unix.CLONE_NEWNET); err != nil {
		return err
	}
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		return fmt.Errorf("cannot bring loopback up: %w: %s", err, out)
	}
	return nil
}

// TestDropsOfPods has no rights but the two of the opt-in.
func TestDropsOfPods(t *testing.T) {
	p := here(t)
	const a, b = "0f0e0d0c-0000-4000-8000-00000000000a", "0f0e0d0c-0000-4000-8000-00000000000b"
	inA, inB := pod(t, a), pod(t, b)
	err := on(func() error {
		header, sets := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, [2]unix.CapUserData{}
		for _, c := range []int{unix.CAP_BPF, unix.CAP_PERFMON} {
			sets[c/32].Effective |= 1 << (c % 32)
			sets[c/32].Permitted |= 1 << (c % 32)
		}
		if err := unix.Capset(&header, &sets[0]); err != nil {
			return err
		}
		if _, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", inA)); !errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("the thread may look into another user's process: %w", err)
		}
		var err error
		if p.Drops, err = drop.Open(); err != nil {
			return err
		}
		first := p.read(t.Context())
		if err := errors.Join(knock(inA, 12), knock(inB, 34), knock(0, 56)); err != nil {
			return err
		}
		w := sample.Between(first, p.read(t.Context()))
		for name, want := range map[string]uint64{a: 12, b: 34, sample.Host: 56} {
			s := w.Scope(sample.Drop, name+" NO_SOCKET")
			moved, known := w.Delta(s, "packets")
			if !known || moved != want && (name != sample.Host || moved < want) { // others may knock at the node
				return fmt.Errorf("%s lost %d, %t; %v", name, moved, known, w.Partial)
			}
			if name != sample.Host && s.Facts["example"] != "UDP to port 53" {
				return fmt.Errorf("the facts of %s are %v", name, s.Facts)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if p.Drops != nil {
		_ = p.Drops.Close()
	}
	list, err := kernel.Namespaces(p.Root)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[uint64]bool{}
	for _, n := range list.Namespaces {
		if number, err := kernel.NamespaceNumber(p.Root, n); err == nil {
			numbers[number] = true
		} else if !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
	if len(numbers) < 3 {
		t.Errorf("the namespaces of two pods and the node have the numbers %v", numbers)
	}
}
