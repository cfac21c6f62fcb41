package drop

import (
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// space is a network namespace and the thread that lives in it.
type space struct {
	t      testing.TB
	calls  chan func()
	thread int
	number uint64 // as Drop has it
}

// newSpace makes a namespace with loopback up, which ends with the test.
func newSpace(t testing.TB) *space {
	t.Helper()
	s := &space{t: t, calls: make(chan func())}
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends here
		err := unix.Unshare(unix.CLONE_NEWNET)
		s.thread = unix.Gettid()
		made <- err
		for call := range s.calls {
			call()
		}
	}()
	t.Cleanup(func() { close(s.calls) })
	if err := <-made; err != nil {
		t.Skipf("a network namespace of its own needs root: %v", err)
	}
	for _, tool := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("networks that drop packets are built with iproute2 and nftables: %v", err)
		}
	}
	s.do(func() {
		var stat unix.Stat_t
		if err := unix.Stat("/proc/thread-self/net/stat", &stat); err != nil {
			t.Error(err)
		}
		s.number = stat.Ino
	})
	s.run("ip", "link", "set", "lo", "up")
	return s
}

// do calls a function in the namespace; it must not end the test.
func (s *space) do(call func()) {
	done := make(chan struct{})
	s.calls <- func() { defer close(done); call() }
	<-done
}

// run runs a command in the namespace.
func (s *space) run(name string, args ...string) {
	s.t.Helper()
	var out []byte
	var err error
	s.do(func() { out, err = exec.Command(name, args...).CombinedOutput() })
	if err != nil {
		s.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

// file is where the namespace is, for ip(8).
func (s *space) file() string {
	return fmt.Sprintf("/proc/%d/task/%d/ns/net", os.Getpid(), s.thread)
}

// listen opens a UDP socket in the namespace.
func (s *space) listen(address string) *net.UDPConn {
	s.t.Helper()
	var c net.PacketConn
	var err error
	s.do(func() { c, err = net.ListenPacket("udp", address) })
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close() })
	return c.(*net.UDPConn)
}

// send sends datagrams from an address of its own that nothing answers to: an
// answer would be one packet more, and make every second write fail.
func (s *space) send(n int, to string) {
	s.t.Helper()
	from := s.listen("")
	address, err := net.ResolveUDPAddr("udp", to)
	if err != nil {
		s.t.Fatal(err)
	}
	for range n {
		_, _ = from.WriteTo([]byte("lost"), address) // EPERM, if it is dropped on the way out
	}
}

// watch adds up what a counter gives.
type watch struct {
	*Counter
	seen map[Drop]Drop // by namespace, reason and location
}

// opened counts as Open does, or with another table, other noise, another kernel.
func opened(t testing.TB, change ...func(*layout, *reasons, *uint32, *map[string]string)) *watch {
	t.Helper()
	l, r, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	most, noise := uint32(rows), Noise
	for _, c := range change {
		c(&l, &r, &most, &noise)
	}
	c, err := open(l, r, most, noise)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &watch{c, map[Drop]Drop{}}
}

// total is everything since the watch began.
func (w *watch) total(t testing.TB) []Drop {
	t.Helper()
	drops, err := w.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range drops {
		key := Drop{NetNS: d.NetNS, Reason: d.Reason, Location: d.Location}
		d.Packets += w.seen[key].Packets
		w.seen[key] = d
	}
	return slices.Collect(maps.Values(w.seen))
}

// of are the drops in the namespace, in order of their reasons.
func (s *space) of(w *watch) (list []Drop) {
	s.t.Helper()
	for _, d := range w.total(s.t) {
		if d.NetNS == s.number {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b Drop) int { return strings.Compare(a.Reason, b.Reason) })
	return list
}
