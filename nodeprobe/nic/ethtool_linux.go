package nic

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Ethtool reads what a driver tells through ioctl(SIOCETHTOOL), of the devices
// of one network namespace (net/ethtool/ioctl.c, v6.12). It is safe for
// concurrent use.
type Ethtool struct {
	file *os.File
	raw  syscall.RawConn

	busy  sync.Mutex
	block *block // of statistics; nil before the first and after the last
}

// OpenEthtool opens the network namespace of the calling thread.
func OpenEthtool() (*Ethtool, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot open a socket for ethtool: %w", err)
	}
	file := os.NewFile(uintptr(fd), "ethtool")
	raw, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("cannot open a socket for ethtool: %w", err)
	}
	return &Ethtool{file: file, raw: raw}, nil
}

// Close releases the socket and the memory for statistics.
func (e *Ethtool) Close() error {
	err := e.file.Close() // from here on nobody gets as far as the block
	e.busy.Lock()
	defer e.busy.Unlock()
	if e.block != nil {
		e.block.free()
		e.block = nil
	}
	return err
}

// ifreq is struct ifreq (include/uapi/linux/if.h, v6.12). The address is a
// pointer, so that the runtime sees it: a number would not follow a stack that
// moves, and would not keep its target alive.
type ifreq struct {
	name [unix.IFNAMSIZ]byte
	data unsafe.Pointer
	_    [24 - unsafe.Sizeof(uintptr(0))]byte
}

// do has the kernel read and write what data points to, which begins with the
// number of an ethtool command.
func (e *Ethtool) do(device string, data unsafe.Pointer) error {
	if device == "" || len(device) >= unix.IFNAMSIZ {
		return fmt.Errorf("%q is no name of a device", device)
	}
	req := &ifreq{data: data}
	copy(req.name[:], device)
	var errno unix.Errno
	err := e.raw.Control(func(fd uintptr) {
		for {
			_, _, errno = unix.Syscall(unix.SYS_IOCTL, fd, unix.SIOCETHTOOL, uintptr(unsafe.Pointer(req)))
			if errno != unix.EINTR {
				return
			}
		}
	})
	runtime.KeepAlive(req)
	switch {
	case err != nil:
		return err
	case errno == unix.EOPNOTSUPP:
		return ErrNotApplicable
	case errno != 0:
		return errno
	}
	return nil
}

// ask is do with an error that says what could not be read.
func (e *Ethtool) ask(what, device string, data unsafe.Pointer) error {
	if err := e.do(device, data); err != nil {
		return fmt.Errorf("cannot read the %s of %s: %w", what, device, err)
	}
	return nil
}
