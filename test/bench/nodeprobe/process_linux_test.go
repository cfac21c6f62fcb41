package nodeprobe

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// nobody is the user that both programs run as, as in the chart.
const nobody = 65532

// process is a program that is measured.
type process struct {
	cmd  *exec.Cmd
	root string // holds proc
	said bytes.Buffer
}

func start(root, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), root: root}
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", program, err)
	}
	return p, nil
}

func (p *process) file(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(p.root, "proc", strconv.Itoa(p.cmd.Process.Pid), name))
	return string(text), err
}

// processor is the time that the kernel charged to all threads, user and system,
// in nanoseconds where the clock ticks of proc/pid/stat would say 10 ms.
func (p *process) processor() (time.Duration, error) {
	tasks, err := filepath.Glob(filepath.Join(p.root, "proc", strconv.Itoa(p.cmd.Process.Pid), "task/*/schedstat"))
	if err != nil {
		return 0, err
	}
	if len(tasks) == 0 {
		return 0, fmt.Errorf("cannot find the threads of a program that said %q", p.said.String())
	}
	var sum time.Duration
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			return 0, err
		}
		ran, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(ran, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n)
	}
	return sum, nil
}

// resident is the memory of the process in bytes, VmRSS or another line of its
// status.
func (p *process) resident(line string) (int64, error) {
	status, err := p.file("status")
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(status, line+":")
	if !found {
		return 0, fmt.Errorf("cannot find %s", line)
	}
	n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return n << 10, err
}

func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_ = p.cmd.Wait() // node_exporter ends by the signal
	return nil
}
