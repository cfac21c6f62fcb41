package scale

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/bench/peer"
	"golang.org/x/sys/unix"
)

// processor is the time that the kernel charged to all threads of a process that
// runs, those that have ended among them.
func processor(pid int) (time.Duration, error) {
	var took unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|2), &took); err != nil { // the clock that clock_getcpuclockid(3) names
		return 0, fmt.Errorf("cannot tell the processor time of process %d: %w", pid, err)
	}
	return time.Duration(took.Nano()), nil
}

// ran is what a program that has ended did.
type ran struct {
	out       []byte
	wall, cpu time.Duration
	first     time.Duration // until it told of a check that fails, 0 if it did not
	peak      int64
	code      int
}

// failing begins what netwhy tells of a check that fails, before the report.
var failing = []byte("so far, failing: ")

// listener notes when a failing check was first told of.
type listener struct {
	since time.Time
	first time.Duration
	text  bytes.Buffer
}

// Write implements [io.Writer].
func (l *listener) Write(text []byte) (int, error) {
	n, err := l.text.Write(text)
	if l.first == 0 && bytes.Contains(l.text.Bytes(), failing) {
		l.first = time.Since(l.since)
	}
	return n, err
}

// tells reports whether a program tells each step; those of before --steps do not.
func tells(t *testing.T, program string) bool {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), program, "ask", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(text, []byte("--steps"))
}

// run runs a program to its end.
func run(ctx context.Context, program string, args ...string) (r ran, err error) {
	cmd := exec.CommandContext(ctx, program, args...)
	began := time.Now()
	out, said := bytes.Buffer{}, listener{since: began}
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		return r, fmt.Errorf("cannot run %s: %w", program, err)
	}
	memory := peer.Watch(cmd.Process.Pid)
	err = cmd.Wait()
	r.wall, r.first, r.peak, r.out = time.Since(began), said.first, memory.Stop(), out.Bytes()
	r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if r.code = cmd.ProcessState.ExitCode(); r.code > 2 || r.code < 0 {
		return r, fmt.Errorf("%s ended with %d: %w: %s", program, r.code, err, said.text.String())
	}
	return r, nil
}
