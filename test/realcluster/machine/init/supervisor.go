package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

const (
	grace = 2 * time.Second // for a process to end by itself
	limit = 2 * time.Minute // for a command that has no limit of its own
)

// supervisor starts and ends the machine's processes. Its exported methods are
// the calls that package machine makes.
type supervisor struct {
	dir       string
	mu        sync.Mutex
	processes map[string]*process
}

type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// Start starts a process, whose name must not be that of one that runs.
func (s *supervisor) Start(p machine.Process, _ *struct{}) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.processes[p.Name]; old != nil && !old.ended() {
		return fmt.Errorf("%s runs already", p.Name)
	}
	log, err := os.OpenFile(machine.Log(s.dir, p.Name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("cannot log its output: %w", err)
	}
	defer log.Close()
	started := &process{exec.Command(p.Path, p.Args...), make(chan struct{})}
	started.cmd.Stdout, started.cmd.Stderr, started.cmd.Env = log, log, environment(p.Env)
	started.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := started.cmd.Start(); err != nil {
		return err
	}
	go func() {
		defer close(started.done)
		_ = started.cmd.Wait() // its state says how it ended
	}()
	s.processes[p.Name] = started
	return nil
}

// Stop ends a process, which then is not listed any more.
func (s *supervisor) Stop(name string, _ *struct{}) error {
	s.mu.Lock()
	p := s.processes[name]
	s.mu.Unlock()
	if p == nil {
		return errors.New("no such process")
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // an error means that it has ended
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.processes[name] == p {
		delete(s.processes, name)
	}
	return nil
}

// States lists what was started.
func (s *supervisor) States(_ struct{}, states *[]machine.State) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	*states = []machine.State{}
	for name, p := range s.processes {
		state := machine.State{Name: name, PID: p.cmd.Process.Pid}
		if p.ended() {
			state.Ended = p.cmd.ProcessState.String()
		}
		*states = append(*states, state)
	}
	slices.SortFunc(*states, func(a, b machine.State) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// Run runs a command to its end.
func (s *supervisor) Run(c machine.Command, r *machine.Result) error {
	if len(c.Args) == 0 {
		return errors.New("no command")
	}
	args := c.Args
	if c.Pod != "" {
		pid, err := processOf(c.Pod)
		if err != nil {
			return err
		}
		args = append([]string{"nsenter", "--target", pid, "--net", "--"}, args...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(c.Timeout, limit))
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment(c.Env), bytes.NewReader(c.Input), &out, &errs
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	r.Out, r.Err = out.Bytes(), errs.Bytes()
	if cmd.ProcessState == nil {
		return err
	}
	r.Code = cmd.ProcessState.ExitCode()
	return nil
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func environment(more []string) []string {
	return append([]string{"PATH=" + machine.Path, "HOME=/root"}, more...)
}
