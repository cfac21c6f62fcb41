package machine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/rpc"
	"path/filepath"
	"time"
)

// Service is the name under which a machine's first process takes calls.
const Service = "Machine"

// Process is one that a machine starts and watches.
type Process struct {
	Name string   // its log is logs/NAME.log in the machine's folder
	Path string   // of its program
	Args []string // without the program's name
	Env  []string // beside PATH and HOME
}

// Command is one that a machine runs to its end.
type Command struct {
	Args    []string // program and arguments
	Env     []string // beside PATH and HOME
	Input   []byte
	Pod     string // UID of the pod in whose network it runs; "" for the machine's
	Timeout time.Duration
}

// Result is what a command printed and how it ended.
type Result struct {
	Out, Err []byte
	Code     int // exit code; -1 if it was ended
}

// State is whether a process runs, and since or until when.
type State struct {
	Name  string
	PID   int // in the machine's process namespace
	Ended string
}

// Socket is the path on which a machine with this folder takes calls.
func Socket(dir string) string { return filepath.Join(dir, "control.sock") }

// Log is the file that holds the output of a process.
func Log(dir, process string) string { return filepath.Join(dir, "logs", process+".log") }

// call asks the first process, and gives up when ctx does.
func (m *Machine) call(ctx context.Context, method string, args, reply any) error {
	conn, err := new(net.Dialer).DialContext(ctx, "unix", Socket(m.Dir))
	if err != nil {
		return fmt.Errorf("cannot reach the machine %s: %w", m.Name, err)
	}
	client := rpc.NewClient(conn)
	defer func() { _ = client.Close() }() // the call's own error says enough
	call := client.Go(Service+"."+method, args, reply, make(chan *rpc.Call, 1))
	select {
	case <-call.Done:
		return call.Error
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Start starts a process.
func (m *Machine) Start(ctx context.Context, p Process) error {
	if err := m.call(ctx, "Start", p, &struct{}{}); err != nil {
		return fmt.Errorf("cannot start %s on %s: %w", p.Name, m.Name, err)
	}
	return nil
}

// Stop ends a process of [Machine.Start] and returns when it is gone.
func (m *Machine) Stop(ctx context.Context, name string) error {
	if err := m.call(ctx, "Stop", name, &struct{}{}); err != nil {
		return fmt.Errorf("cannot stop %s on %s: %w", name, m.Name, err)
	}
	return nil
}

// States are the processes that were started, in order of name.
func (m *Machine) States(ctx context.Context) (states []State, err error) {
	return states, m.call(ctx, "States", struct{}{}, &states)
}

// Run runs a command to its end; an exit code other than 0 is no error.
func (m *Machine) Run(ctx context.Context, c Command) (r Result, err error) {
	if limit, ok := ctx.Deadline(); ok && c.Timeout == 0 {
		c.Timeout = time.Until(limit)
	}
	if err := m.call(ctx, "Run", c, &r); err != nil {
		return r, fmt.Errorf("cannot run %q on %s: %w", c.Args, m.Name, err)
	}
	return r, nil
}

// Do runs a command that must succeed and returns what it prints.
func (m *Machine) Do(ctx context.Context, args ...string) (string, error) {
	r, err := m.Run(ctx, Command{Args: args})
	if err == nil && r.Code != 0 {
		err = fmt.Errorf("cannot run %q on %s: %w", args, m.Name, errors.New(string(r.Err)+string(r.Out)))
	}
	return string(r.Out), err
}

// Write writes a file on the machine.
func (m *Machine) Write(ctx context.Context, path, text string) error {
	r, err := m.Run(ctx, Command{Args: []string{"tee", path}, Input: []byte(text)})
	if err == nil && r.Code != 0 {
		err = fmt.Errorf("cannot write %s on %s: %s", path, m.Name, r.Err)
	}
	return err
}
