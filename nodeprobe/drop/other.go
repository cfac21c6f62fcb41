//go:build !linux

package drop

import (
	"errors"
	"fmt"
)

// Counter counts dropped packets.
type Counter struct{}

// Open says that only Linux counts them.
func Open() (*Counter, error) {
	return nil, fmt.Errorf("cannot count dropped packets: %w", errors.ErrUnsupported)
}

// Read never has anything to read.
func (*Counter) Read() ([]Drop, error) { return nil, errors.ErrUnsupported }

// Close has nothing to do.
func (*Counter) Close() error { return nil }
