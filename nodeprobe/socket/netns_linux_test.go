package socket

import (
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// ownNamespace puts the test into a network namespace of its own with loopback up.
// It ends with the test: the thread is never unlocked, so that the runtime ends it.
func ownNamespace(t testing.TB) {
	t.Helper()
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		t.Skipf("a network namespace of its own needs root: %v", err)
	}
	fd := socket(t, unix.AF_INET, unix.SOCK_DGRAM)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo); err != nil {
		t.Fatal(err)
	}
	_ = unix.Close(fd)
}

// socket makes a socket that does not block.
func socket(t testing.TB, family, kind int) int {
	t.Helper()
	fd, err := unix.Socket(family, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

// bound makes a socket on a free port of loopback.
func bound(t testing.TB, family, kind int) (int, netip.AddrPort) {
	t.Helper()
	fd := socket(t, family, kind)
	t.Cleanup(func() { _ = unix.Close(fd) })
	var local unix.Sockaddr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if family == unix.AF_INET6 {
		local = &unix.SockaddrInet6{Addr: netip.IPv6Loopback().As16()}
	}
	if err := unix.Bind(fd, local); err != nil {
		t.Fatal(err)
	}
	return fd, name(t, fd)
}

func name(t testing.TB, fd int) netip.AddrPort {
	t.Helper()
	address, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	switch a := address.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port))
	}
	t.Fatalf("an address %T", address)
	return netip.AddrPort{}
}

// connect begins to connect to an IPv4 listener.
func connect(t testing.TB, to netip.AddrPort) int {
	t.Helper()
	fd := socket(t, unix.AF_INET, unix.SOCK_STREAM)
	t.Cleanup(func() { _ = unix.Close(fd) })
	err := unix.Connect(fd, &unix.SockaddrInet4{Addr: to.Addr().As4(), Port: int(to.Port())})
	if err != nil && err != unix.EINPROGRESS {
		t.Fatal(err)
	}
	return fd
}

// counter reads one of the namespace's SNMP counters.
func counter(t testing.TB, file, group, name string) uint64 {
	t.Helper()
	data, err := os.ReadFile("/proc/thread-self/net/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var header []string
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if words[0] != group+":" {
			continue
		}
		if header == nil {
			header = words
			continue
		}
		for i, h := range header {
			if h == name {
				value, err := strconv.ParseUint(words[i], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				return value
			}
		}
	}
	t.Fatalf("no %s%s in %s", group, name, file)
	return 0
}
