package drop

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// keep drops all capabilities of the thread but some; its files stay root's, as
// in a container with runAsUser 0.
func keep(capabilities ...int) error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var sets [2]unix.CapUserData
	for _, c := range capabilities {
		sets[c/32].Effective |= 1 << (c % 32)
		sets[c/32].Permitted |= 1 << (c % 32)
	}
	return unix.Capset(&header, &sets[0])
}

func TestTwoCapabilitiesAreEnough(t *testing.T) {
	s, me := newSpace(t), newSpace(t)
	me.do(func() {
		if err := keep(unix.CAP_BPF, unix.CAP_PERFMON); err != nil {
			t.Error(err)
			return
		}
		c, err := Open()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = c.Close() }()
		if err := unix.Sethostname([]byte("mine")); !errors.Is(err, unix.EPERM) {
			t.Errorf("the thread may still do what root may: %v", err)
		}
		s.send(packets, "127.0.0.1:9")
		s.expect(&watch{c, map[Drop]Drop{}}, Drop{Reason: "NO_SOCKET", Packets: packets, Example: "UDP to port 9"})
	})
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		has []int
		say string
	}{
		"neither":   {nil, "CAP_BPF and CAP_PERFMON missing"},
		"only BPF":  {[]int{unix.CAP_BPF}, ": CAP_PERFMON missing"},
		"only perf": {[]int{unix.CAP_PERFMON}, ": CAP_BPF missing"},
	} {
		t.Run(name, func(t *testing.T) {
			me := newSpace(t)
			me.do(func() {
				if err := keep(c.has...); err != nil {
					t.Error(err)
					return
				}
				counter, err := Open()
				if !errors.Is(err, unix.EPERM) || !strings.Contains(err.Error(), c.say) {
					t.Errorf("the error is %v", err)
				}
				if counter != nil {
					t.Error("there is a counter beside the error")
				}
			})
		})
	}
}
