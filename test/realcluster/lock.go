package realcluster

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock takes the cluster's folder for this process, until the file is closed or
// the process ends, however it ends.
func lock(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the cluster's folder: %w", err)
	}
	file, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the cluster's folder: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close() // the lock's error says enough
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errors.New("another process is making it")
		}
		return nil, fmt.Errorf("cannot lock the cluster's folder: %w", err)
	}
	return file, nil
}
