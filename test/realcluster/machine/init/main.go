// Command init is the first process of a machine of the test cluster: it sets
// the machine's mounts up, then starts and ends processes as it is told over
// its socket.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/rpc"
	"os"
	"os/exec"
	"syscall"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

func main() {
	run := serve
	if os.Getpid() == 1 {
		run = first
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "init:", err)
		os.Exit(1)
	}
}

// first sets the machine up, leaves the work to a second process, and reaps
// whoever loses his parent, which would disturb that process's own waiting.
func first() error {
	var spec machine.Spec
	if err := json.Unmarshal([]byte(os.Getenv(machine.Variable)), &spec); err != nil {
		return fmt.Errorf("cannot read the description of the machine: %w", err)
	}
	if err := prepare(spec); err != nil {
		return err
	}
	second := exec.Command("/proc/self/exe")
	second.Stdout, second.Stderr = os.Stdout, os.Stderr
	if spec.Forward != "" {
		second.ExtraFiles = []*os.File{os.NewFile(3, "listener")}
	}
	if err := second.Start(); err != nil {
		return fmt.Errorf("cannot start the second process: %w", err)
	}
	for {
		pid, err := syscall.Wait4(-1, nil, 0, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil || pid == second.Process.Pid {
			return fmt.Errorf("the second process ended: %w", err)
		}
	}
}

// serve takes calls until the machine is ended.
func serve() error {
	var spec machine.Spec
	if err := json.Unmarshal([]byte(os.Getenv(machine.Variable)), &spec); err != nil {
		return fmt.Errorf("cannot read the description of the machine: %w", err)
	}
	if spec.Forward != "" {
		listener, err := net.FileListener(os.NewFile(3, "listener"))
		if err != nil {
			return fmt.Errorf("cannot use the listener: %w", err)
		}
		go forward(listener, spec.Forward)
	}
	server := rpc.NewServer()
	if err := server.RegisterName(machine.Service, &supervisor{dir: spec.Dir, processes: map[string]*process{}}); err != nil {
		return fmt.Errorf("cannot offer the machine's calls: %w", err)
	}
	socket, err := net.Listen("unix", machine.Socket(spec.Dir))
	if err != nil {
		return fmt.Errorf("cannot take calls: %w", err)
	}
	server.Accept(socket)
	return errors.New("the socket was closed")
}
