package nic

import (
	"os/exec"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// ownNamespace puts the test into a network namespace of its own, which ends with
// it: the thread is never unlocked, so that the runtime ends it too.
func ownNamespace(t testing.TB) {
	t.Helper()
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		t.Skipf("a network namespace of its own needs root: %v", err)
	}
	for _, tool := range []string{"ip", "tc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("a virtual network is built with iproute2: %v", err)
		}
	}
	run(t, "ip", "link", "set", "lo", "up")
}

// run runs a command in the namespace of this thread.
func run(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

// vethPair makes v0 and v1, without IPv6, so that nothing is sent but what the
// test sends.
func vethPair(t testing.TB, options ...string) {
	t.Helper()
	run(t, "ip", append([]string{"link", "add", "v0", "mtu", "1400"}, append(options, "type", "veth", "peer", "name", "v1")...)...)
	for _, device := range []string{"v0", "v1"} {
		run(t, "ip", "link", "set", device, "addrgenmode", "none")
		run(t, "ip", "link", "set", device, "up")
	}
}

func openEthtool(t testing.TB) *Ethtool {
	t.Helper()
	e, err := OpenEthtool()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}
