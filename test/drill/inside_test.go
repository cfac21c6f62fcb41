package drill

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"net/rpc"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/netwhy/netwhy/nodeprobe"
	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/realcluster"
)

// group is the environment variable that names a node's control group.
const group = "NETWHY_DRILL_GROUP"

// serve is a node: it gives itself its own proc and sys, and reads what it is
// told to until its input ends.
func serve(name string) error {
	for _, m := range []struct {
		source, target, kind string
		flags                uintptr
	}{
		{target: "/", flags: syscall.MS_PRIVATE | syscall.MS_REC}, // nothing gets back
		{"proc", "/proc", "proc", 0},
		{"sysfs", "/sys", "sysfs", 0},
		{"cgroup2", "/sys/fs/cgroup", "cgroup2", 0},
	} {
		if err := syscall.Mount(m.source, m.target, m.kind, m.flags, ""); err != nil {
			return fmt.Errorf("cannot mount %s: %w", m.target, err)
		}
	}
	r := &Resident{groups: []string{filepath.Join("/sys/fs/cgroup", name)}}
	r.probe = nodeprobe.New(nodeName, machine{os.DirFS("/"), lentFiles(), r.turn})
	var err error
	if r.probe.Interfaces, err = nodeprobe.NewInterfaces(); err != nil {
		return err
	}
	r.probe.Drops, r.probe.NoDrops = drop.Open()
	server := rpc.NewServer()
	if err := server.RegisterName("Node", r); err != nil {
		return fmt.Errorf("cannot offer the node's calls: %w", err)
	}
	server.ServeConn(pipes{os.Stdin, os.Stdout})
	return r.end()
}

// pipes are the two ends of a connection.
type pipes struct {
	io.ReadCloser
	io.Writer
}

// Resident is the node's first process. Its exported methods are the calls that
// a test makes.
type Resident struct {
	probe  *nodeprobe.Probe
	pods   []*exec.Cmd
	groups []string // control groups, each below one before it

	made   chan struct{} // closed when the fault is made; nil if the probe waits for none
	answer chan result
}

type result struct {
	window *sample.Window
	err    error
}

// Pod makes a pod as a kubelet's runtime does: a process that does nothing, in
// a network namespace and a control group of its own. It gives its PID.
func (r *Resident) Pod(uid string, pid *int) error {
	kubepods := filepath.Join(r.groups[0], "kubepods")
	own := filepath.Join(kubepods, "pod"+uid)
	if err := os.MkdirAll(own, 0o755); err != nil {
		return fmt.Errorf("cannot make the pod's control group: %w", err)
	}
	if len(r.groups) == 1 {
		r.groups = append(r.groups, kubepods)
	}
	r.groups = append(r.groups, own)
	folder, err := os.Open(own)
	if err != nil {
		return fmt.Errorf("cannot open the pod's control group: %w", err)
	}
	defer folder.Close()
	pause, err := still(&syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, UseCgroupFD: true, CgroupFD: int(folder.Fd())})
	if err != nil {
		return err
	}
	r.pods = append(r.pods, pause)
	*pid = pause.Process.Pid
	return nil
}

// still starts a process that does nothing until this one ends.
func still(how *syscall.SysProcAttr) (*exec.Cmd, error) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env, cmd.SysProcAttr = []string{role + "=pause"}, how
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start a process in namespaces of its own: %w", err)
	}
	return cmd, nil
}

// Length is how long a window is at least: checks judge what happens in a second.
const Length = 1100 * time.Millisecond

// Begin takes the first reading. The probe takes the second when the fault is
// made, and the window is long enough.
func (r *Resident) Begin(pods []string, _ *struct{}) error {
	r.made, r.answer = make(chan struct{}), make(chan result, 1)
	go func() {
		w, err := r.probe.Window(context.Background(), Length, true, pods)
		r.answer <- result{w, err}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return realcluster.Until(ctx, time.Millisecond, "the first reading", func(context.Context) error {
		if !r.read() {
			return errors.New("it is not taken yet")
		}
		return nil
	})
}

// read reports whether the probe has taken a reading, as its own metrics say.
func (r *Resident) read() bool {
	text := httptest.NewRecorder()
	r.probe.Metrics(text)
	return !strings.Contains(text.Body.String(), "netwhy_probe_samples_total 0\n")
}

// turn has the probe wait before it opens a file, from the end of the first
// reading until the fault is made.
func (r *Resident) turn() {
	if r.made != nil && r.read() {
		<-r.made
	}
}

// End gives, as JSON, the window that Begin began.
func (r *Resident) End(_ struct{}, text *[]byte) error {
	close(r.made)
	return (<-r.answer).write(text)
}

// Fresh gives, as JSON, a window that begins now.
func (r *Resident) Fresh(pods []string, text *[]byte) error {
	w, err := r.probe.Window(context.Background(), Length, true, pods)
	return result{w, err}.write(text)
}

func (r result) write(text *[]byte) (err error) {
	if r.err == nil {
		*text, r.err = json.Marshal(r.window)
	}
	return r.err
}

// end ends the pods and removes their control groups, the inner ones first.
func (r *Resident) end() error {
	var failed []error
	for _, pod := range r.pods {
		failed = append(failed, pod.Process.Kill())
		_ = pod.Wait() // it was killed
	}
	for _, folder := range slices.Backward(r.groups) {
		if err := os.Remove(folder); err != nil && !errors.Is(err, os.ErrNotExist) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
