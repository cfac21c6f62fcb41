package machine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Spec is what a machine is made of.
type Spec struct {
	Name    string
	Dir     string   // absolute; the machine's own, made by Launch
	Cgroup  string   // name of its control group in every hierarchy
	Host    string   // host name
	Names   []string // addresses of name servers for its resolv.conf
	Forward string   // address in its network that [Spec.Listener] leads to
	Mortal  bool     // whether it ends with the thread's process that launched it

	// Listener is of the caller's network; its connections go to Forward.
	Listener *net.TCPListener `json:"-"`
	// Init is the path of the first process's program.
	Init string `json:"-"`
}

// Machine is one that runs.
type Machine struct {
	Name string
	Dir  string
	PID  int    // of its first process, as the host counts
	Born string // start time of that process, which tells it from a later one with its PID

	Cgroup string
}

// Variable is the environment variable in which the first process finds its Spec.
const Variable = "NETWHY_MACHINE"

// Launch makes a machine and returns when it takes calls.
func Launch(ctx context.Context, s Spec) (*Machine, error) {
	m := &Machine{Name: s.Name, Dir: s.Dir, Cgroup: s.Cgroup}
	if err := os.MkdirAll(filepath.Join(s.Dir, "logs"), 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the machine's folder: %w", err)
	}
	if err := makeCgroups(s.Cgroup); err != nil {
		return nil, err
	}
	done, err := m.exec(s)
	if err != nil {
		return nil, err
	}
	if err := m.await(ctx, done); err != nil {
		return nil, errors.Join(err, m.Remove())
	}
	return m, m.save()
}

// exec starts the first process in its namespaces; done tells that it ended.
func (m *Machine) exec(s Spec) (done chan error, err error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("cannot describe the machine %s: %w", s.Name, err)
	}
	output, err := os.Create(Log(s.Dir, "init"))
	if err != nil {
		return nil, fmt.Errorf("cannot log what %s does: %w", s.Name, err)
	}
	defer output.Close()
	cmd := exec.Command(s.Init)
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", output, output
	cmd.Env = []string{Variable + "=" + string(text), "PATH=" + Path, "HOME=/root"}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid:     true,
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC,
	}
	if s.Listener != nil {
		file, err := s.Listener.File()
		if err != nil {
			return nil, fmt.Errorf("cannot hand the listener to %s: %w", s.Name, err)
		}
		defer file.Close()
		cmd.ExtraFiles = []*os.File{file}
	}
	started := make(chan error, 1)
	done = make(chan error, 1)
	if s.Mortal {
		cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	}
	go func() {
		runtime.LockOSThread() // the parent-death signal is about the thread
		err := cmd.Start()
		started <- err
		if err == nil {
			done <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("cannot start the machine %s: %w", s.Name, err)
	}
	m.PID = cmd.Process.Pid
	m.Born, err = born(m.PID)
	return done, err
}

// Path is where commands on a machine are looked for.
const Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// await returns when the machine takes calls.
func (m *Machine) await(ctx context.Context, done <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := m.States(ctx); err == nil {
			return nil
		}
		select {
		case err := <-done:
			log, _ := os.ReadFile(Log(m.Dir, "init"))
			return fmt.Errorf("cannot start the machine %s: it ended (%w): %s", m.Name, err, log)
		case <-ctx.Done():
			return fmt.Errorf("cannot reach the machine %s: %w", m.Name, ctx.Err())
		case <-tick.C:
		}
	}
}

// save keeps what Open needs.
func (m *Machine) save() error {
	text, err := json.Marshal(m)
	if err == nil {
		err = os.WriteFile(filepath.Join(m.Dir, "machine.json"), text, 0o644)
	}
	if err != nil {
		return fmt.Errorf("cannot keep the state of %s: %w", m.Name, err)
	}
	return nil
}

// Open finds the machine that has this folder, running or not.
func Open(dir string) (*Machine, error) {
	text, err := os.ReadFile(filepath.Join(dir, "machine.json"))
	if err != nil {
		return nil, fmt.Errorf("cannot find the machine: %w", err)
	}
	m := new(Machine)
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("cannot read the state of the machine in %s: %w", dir, err)
	}
	return m, nil
}

// Alive says whether the machine's first process runs.
func (m *Machine) Alive() bool {
	now, err := born(m.PID)
	return err == nil && now == m.Born
}

// born is a process's start time in clock ticks since boot (proc_pid_stat(5), field 22).
func born(pid int) (string, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return "", fmt.Errorf("cannot find the process %d: %w", pid, err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 20 || fields[0] == "Z" {
		return "", fmt.Errorf("cannot read the start time of the process %d", pid)
	}
	return fields[19], nil
}
