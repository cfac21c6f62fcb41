package apiserver

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// grace is how long a process may take to end by itself. The API server would
// wait a minute for its watchers, and nobody needs its data any more.
const grace = 500 * time.Millisecond

// process is one running component.
type process struct {
	name string
	log  string // file of its output
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// launch starts a component, its output going to NAME.log in dir.
func launch(dir, name, path string, args ...string) (*process, error) {
	p := &process{name: name, log: filepath.Join(dir, name+".log"), done: make(chan struct{})}
	output, err := os.Create(p.log)
	if err != nil {
		return nil, fmt.Errorf("cannot log the output of %s: %w", name, err)
	}
	p.cmd = exec.Command(path, args...)
	p.cmd.Dir, p.cmd.Env = dir, []string{"HOME=" + dir, "TMPDIR=" + dir}
	p.cmd.Stdout, p.cmd.Stderr = output, output
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the parent-death signal is about the thread
		defer output.Close()
		defer close(p.done)
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how it ended is in its log
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", name, err)
	}
	return p, nil
}

// stop ends the process and returns when it is gone.
func (p *process) stop() {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return
	case <-time.After(grace):
	}
	p.signal(syscall.SIGKILL)
	<-p.done
}

// signal goes to the process while it is ours: before it is reaped.
func (p *process) signal(signal syscall.Signal) {
	_ = p.cmd.Process.Signal(signal) // an error means that it has ended
}

// ended says whether the process is gone.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// failed wraps an error with the end of the process's log.
func (p *process) failed(err error) error {
	return fmt.Errorf("cannot start %s: %w; the end of its log:\n%s", p.name, err, tail(p.log, 15))
}

// tail is the last lines of a file.
func tail(path string, lines int) []byte {
	text, err := os.ReadFile(path)
	if err != nil {
		return []byte(err.Error())
	}
	text = bytes.TrimSpace(text)
	for at := len(text); at > 0; lines-- {
		if at = bytes.LastIndexByte(text[:at], '\n'); lines == 1 {
			return text[at+1:]
		}
	}
	return text
}
