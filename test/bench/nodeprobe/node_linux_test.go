package nodeprobe

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	pods    = 100
	daemons = 200 // processes of the node, as kernel threads and services are
)

// node is the node from within: this process is its first.
type node struct {
	root    string // holds proc and sys
	cgroup  string // below which pods have theirs
	sockets []io.Closer
}

// start turns the namespaces that this process was started in into a node.
func (n *node) start() error {
	for _, m := range []struct{ kind, at string }{{"proc", "proc"}, {"sysfs", "sys"}} {
		at := filepath.Join(n.root, m.at)
		if err := os.MkdirAll(at, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(m.kind, at, m.kind, unix.MS_RDONLY, ""); err != nil {
			return fmt.Errorf("cannot mount %s: %w", m.kind, err)
		}
	}
	if err := up("lo"); err != nil {
		return err
	}
	for range daemons {
		if err := exec.Command("sleep", "infinity").Start(); err != nil {
			return err
		}
	}
	var batch strings.Builder
	if err := aside(func() error { return n.pods(&batch) }); err != nil {
		return err
	}
	cmd := exec.Command("ip", "-batch", "-")
	cmd.Stdin = strings.NewReader(batch.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot make the pods' devices: %w: %s", err, out)
	}
	return nil
}

// aside does something in a thread that is not used again, and is not the first:
// that one's namespace is the process'.
func aside(do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked, so that the thread ends
		if unix.Gettid() == unix.Getpid() {
			defer runtime.UnlockOSThread()
			done <- aside(do)
			return
		}
		done <- do()
	}()
	return <-done
}

// pods makes the pods from one thread, which walks from one namespace into the
// next, and writes down what ip has to do for them in the node's.
func (n *node) pods(batch io.Writer) error {
	for i := range pods {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("cannot make a network namespace: %w", err)
		}
		pause, err := n.pod(i)
		if err != nil {
			return err
		}
		fmt.Fprintf(batch, "link add veth%d type veth peer name eth0 netns %d\nlink set veth%d up\n", i, pause, i)
	}
	return nil
}

// pod starts the two processes of a pod in the thread's namespace, and has it
// listen. It gives the number of the first.
func (n *node) pod(i int) (int, error) {
	if err := up("lo"); err != nil {
		return 0, err
	}
	at := filepath.Join(n.cgroup, "kubepods.slice", "kubepods-burstable.slice", "kubepods-burstable-pod"+uid(i)+".slice")
	var first int
	for container := range 2 {
		folder := filepath.Join(at, fmt.Sprintf("cri-containerd-%064x.scope", 2*i+container))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return 0, fmt.Errorf("cannot make a pod's cgroup: %w", err)
		}
		group, err := os.Open(folder)
		if err != nil {
			return 0, err
		}
		cmd := exec.Command("sleep", "infinity")
		cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: int(group.Fd())}
		if err := errors.Join(cmd.Start(), group.Close()); err != nil {
			return 0, fmt.Errorf("cannot start a process of a pod: %w", err)
		}
		if container == 0 {
			first = cmd.Process.Pid
		}
	}
	tcp, err := net.Listen("tcp", ":8080")
	if err != nil {
		return 0, err
	}
	udp, err := net.ListenPacket("udp", ":8125")
	n.sockets = append(n.sockets, tcp, udp) // they live as long as they are known
	return first, err
}

// uid is the UID of a pod as systemd has it.
func uid(i int) string { return fmt.Sprintf("%08x_0000_4000_8000_%012x", i, i) }

// up sets a device of the thread's namespace up.
func up(device string) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(socket) }()
	request, err := unix.NewIfreq(device)
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request); err != nil {
		return fmt.Errorf("cannot set %s up: %w", device, err)
	}
	return nil
}
