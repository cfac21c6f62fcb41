package fleet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// lose takes an address whose packets nobody answers: the queue of its listener
// is full, and the kernel drops what asks for a connection.
func (f *Fleet) lose(ctx context.Context, address string) error {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return err
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	end := func() error { return unix.Close(socket) }
	if err := errors.Join(unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1),
		unix.Bind(socket, &unix.SockaddrInet4{Port: f.Port, Addr: at.As4()}), unix.Listen(socket, 0)); err != nil {
		return errors.Join(err, end())
	}
	c, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(f.Port))) // the one that it has room for
	if err != nil {
		return errors.Join(err, end())
	}
	f.until(ctx, func() error { <-ctx.Done(); return errors.Join(c.Close(), end()) })
	return nil
}

// descriptors makes room for so many open files.
func descriptors(want int) error {
	var now syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &now); err != nil {
		return err
	}
	most := uint64(want) + 200
	if now.Cur >= most {
		return nil
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: most, Max: max(now.Max, most)}); err != nil {
		return fmt.Errorf("cannot open %d files: %w; raise the limit with \"ulimit -n\"", most, err)
	}
	return nil
}

// Resident is the memory of this process in bytes: now, and the most that it was.
func Resident() (now, most int64, err error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		n, _ := strconv.ParseInt(words[1], 10, 64) // of other lines no number
		switch words[0] {
		case "VmRSS:":
			now = n << 10
		case "VmHWM:":
			most = n << 10
		}
	}
	return now, most, nil
}
