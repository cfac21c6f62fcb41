package socket

import (
	"errors"
	"fmt"
)

var (
	// ErrNotApplicable says that this kernel cannot be asked.
	ErrNotApplicable = errors.New("not applicable")
	// ErrTooMany says that there are more sockets than the gate lets through.
	ErrTooMany = errors.New("too many sockets")
	// errShort says that a message ends before what it promises.
	errShort = errors.New("the kernel's message is too short")
)

// Gate keeps a read from costing more than it is worth.
type Gate struct {
	// InUse is how many sockets of the protocol there are, as sockstat says; with
	// more than Most the kernel is not asked. 0 if it is not known.
	InUse int
	// Most is the largest number of sockets that is read of one protocol.
	Most int
}

func (g Gate) check(have int) error {
	if have > g.Most {
		return fmt.Errorf("%w: more than %d", ErrTooMany, g.Most)
	}
	return nil
}
