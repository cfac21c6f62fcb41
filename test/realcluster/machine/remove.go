package machine

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// patience is how long the kernel may take to end the processes of a machine.
const patience = 30 * time.Second

// Remove ends a machine with all its processes, and removes its control groups
// and its folder. A machine that is gone already only has these removed. What
// is in its control groups is its own, even if its record was never written.
func (m *Machine) Remove() error {
	limit := time.Now().Add(patience)
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		if err := m.Kill(); err != nil {
			return err
		}
		err := removeCgroups(m.Cgroup) // fails while a process is in them
		if err == nil {
			err = os.RemoveAll(m.Dir) // fails while a mount is in use
		}
		if err == nil && !m.Alive() {
			return nil
		}
		if time.Now().After(limit) {
			return fmt.Errorf("cannot remove the machine %s: %w", m.Name, err)
		}
		time.Sleep(pause)
	}
}

// Kill ends the first process, and with it all, and whoever is left.
func (m *Machine) Kill() error {
	pids, err := members(m.Cgroup)
	if err != nil {
		return err
	}
	if m.Alive() {
		pids = append(pids, m.PID)
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("cannot end the process %d of the machine %s: %w", pid, m.Name, err)
		}
	}
	return nil
}
