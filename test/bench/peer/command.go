package peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// ends is how long a program may take to end that is told to.
const ends = 5 * time.Second

// usage is what a command cost, with all that it started and waited for.
type usage struct {
	took, cpu time.Duration
	peak      int64 // bytes
}

// take runs a command as a read, and takes up what it cost.
func (r *Result) take(ctx context.Context, environment []string, what string, argv []string) {
	out, u, err := execute(ctx, environment, argv)
	r.Add(what, u.took, out, err)
	r.CPU += u.cpu
	r.PeakRSS = max(r.PeakRSS, u.peak)
}

// execute runs a command to its end and returns what it prints. A program that
// is not there is [ErrAbsent].
func execute(ctx context.Context, environment, argv []string) ([]byte, usage, error) {
	var out, told bytes.Buffer
	cmd := Command(ctx, environment, argv)
	cmd.Stdout, cmd.Stderr = &out, &told
	name := filepath.Base(argv[0])
	began := time.Now()
	if err := cmd.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
			err = ErrAbsent
		}
		return nil, usage{}, fmt.Errorf("cannot run %s: %w", name, err)
	}
	m := Watch(cmd.Process.Pid)
	err := cmd.Wait()
	u := usage{took: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	u.peak = m.Stop()
	if err != nil {
		err = fmt.Errorf("cannot run %s: %w: %s", name, errors.Join(err, ctx.Err()), bytes.TrimSpace(told.Bytes()))
	}
	return out.Bytes(), u, err
}

// Command is one that ends with its context, together with all that it started.
func Command(ctx context.Context, environment, argv []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = environment
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = ends
	return cmd
}
