package scale

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/netwhy/netwhy/test/bench/peer"
)

// processor is the time that the kernel charged to all threads of a process that
// runs, user and system.
func processor(pid int) (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("cannot find the threads of process %d: %w", pid, err)
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields, ticks := strings.Fields(after), 0
	for _, text := range fields[11:13] { // utime and stime, of threads that have ended, too
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// ran is what a program that has ended did.
type ran struct {
	out       []byte
	wall, cpu time.Duration
	peak      int64
	code      int
}

// run runs a program to its end.
func run(ctx context.Context, program string, args ...string) (r ran, err error) {
	cmd := exec.CommandContext(ctx, program, args...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return r, fmt.Errorf("cannot run %s: %w", program, err)
	}
	memory := peer.Watch(cmd.Process.Pid)
	err = cmd.Wait()
	r.wall, r.peak, r.out = time.Since(began), memory.Stop(), out.Bytes()
	r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if r.code = cmd.ProcessState.ExitCode(); r.code > 2 || r.code < 0 {
		return r, fmt.Errorf("%s ended with %d: %w: %s", program, r.code, err, said.String())
	}
	return r, nil
}
