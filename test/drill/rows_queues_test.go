package drill

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Rows 15 to 19: queues of devices.
var queues = []drill{
	{
		row: "15", does: "a pod's end of the cable has no time to take what the node sends",
		make: func(n *node) {
			busy := n.polled(n.app)
			n.app.drains(appIP + ":9")
			to := n.host.sends(appIP + ":9")
			n.must(unix.SetsockoptInt(to, unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, 64<<20)) // so that it need not wait
			n.begin()
			n.must(busy(func() { flood(to, 20000, 20) }))
		},
		moved: []count{{"device app", "tx_dropped", 1000, 20000}, {"device app", "tx_errors", 0, 0}},
		shown: "nic.transmit-drops", names: "tx_dropped", also: discarded,
	},
	{
		row: "16", does: "a token bucket of 1 Mbit/s with room for 6 kB",
		make: func(n *node) {
			n.host.tc("qdisc add dev eth0 root handle 7: tbf rate 1mbit burst 1600 limit 6000")
			to := n.host.sends(nowhereIP + ":9")
			n.begin()
			flood(to, 2000, 1000)
		},
		moved: []count{
			{"qdisc eth0 7:", "drops", 1900, 1999}, {"qdisc eth0 7:", "overlimits", 1, 4000}, {"netns host", "Udp.SndbufErrors", 1900, 1999},
			{"device eth0", "tx_dropped", 0, 1999},
		},
		shown: "nic.uplink-throttled", names: "eth0", also: discarded,
	},
	{
		row: "17", does: "a class of 2 Mbit/s with room for ten packets: leaf and root count each drop",
		make: func(n *node) {
			n.host.tc("qdisc add dev eth0 root handle 1: htb default 10", "class add dev eth0 parent 1: classid 1:10 htb rate 2mbit ceil 2mbit",
				"qdisc add dev eth0 parent 1:10 handle 10: pfifo limit 10")
			to := n.host.sends(nowhereIP + ":9")
			n.begin()
			flood(to, 2000, 1000)
		},
		moved: []count{{"qdisc eth0 1:", "drops", 1900, 1990}, {"qdisc eth0 10:", "drops", 1900, 1990}},
		shown: "nic.uplink-throttled", names: "eth0", also: discarded,
	},
	{
		row: "18", does: "what a pod sends is led through a token bucket: its device counts nothing",
		make: func(n *node) {
			n.host.ip("link add ifb9 type ifb", "link set ifb9 up")
			n.host.tc("qdisc add dev app handle ffff: ingress", "qdisc add dev ifb9 root handle 9: tbf rate 1mbit burst 1600 limit 6000",
				"filter add dev app parent ffff: protocol ip u32 match u32 0 0 action mirred egress redirect dev ifb9")
			to := n.app.sends(nowhereIP + ":9")
			n.begin()
			flood(to, 2000, 1000)
		},
		moved: []count{{"qdisc ifb9 9:", "drops", 1800, 1999}, {"device app", "rx_dropped", 0, 0}, {"device app", "rx_packets", 2000, 2010}},
		shown: "nic.pod-limits", names: "ifb9",
	},
	{
		row: "19", does: "a queue that never empties delays all and drops nothing",
		make: func(n *node) {
			n.host.tc("qdisc add dev eth0 root handle 7: tbf rate 2mbit burst 5000 limit 100000")
			to := n.host.sends(nowhereIP + ":9")
			n.must(unix.SetsockoptInt(to, unix.SOL_SOCKET, unix.SO_SNDBUF, 30000)) // who sends more has to wait
			n.must(unix.SetsockoptTimeval(to, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &unix.Timeval{Usec: 200000}))
			n.begin()
			n.keepSending(to, 1000)
		},
		moved:  []count{{"qdisc eth0 7:", "drops", 0, 0}, {"qdisc eth0 7:", "packets", 100, 2000}},
		stands: fact{"qdisc eth0 7:", "queued"},
		shown:  "nic.uplink-throttled", names: "eth0",
	},
}

// polled has a namespace's eth0 taken care of by a thread of the kernel, with a
// ring of 256 packets. The function that it gives runs another ahead of that
// thread, on its processor.
func (n *node) polled(s *space) (ahead func(func()) error) {
	n.t.Helper()
	n.host.do(func() error { return ethtool("app", ethtoolSTSO, 0) }) // or the cable stays without a ring
	s.do(func() error { return ethtool("eth0", ethtoolSGRO, 1) })
	before := threads("napi/eth0-")
	s.sysfs("class/net/eth0/threaded", "1")
	var pids []int
	n.wait("the kernel's threads of eth0", func() error {
		pids = nil
		for pid := range threads("napi/eth0-") {
			if !before[pid] {
				pids = append(pids, pid)
			}
		}
		if len(pids) == 0 {
			return errors.New("there is none")
		}
		return nil
	})
	const cpu = 0
	var set unix.CPUSet
	set.Set(cpu)
	for _, pid := range pids {
		n.must(unix.SchedSetaffinity(pid, &set))
	}
	return func(f func()) error {
		var refused error
		err := pinned(cpu, func() {
			refused = unix.SchedSetAttr(0, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 1}, 0)
			if refused == nil {
				f()
			}
		})
		return errors.Join(err, refused)
	}
}

// threads are the PIDs of the processes whose names begin with some text.
func threads(name string) map[int]bool {
	found := map[int]bool{}
	files, _ := filepath.Glob("/proc/[0-9]*/comm")
	for _, file := range files {
		text, err := os.ReadFile(file)
		var pid int
		if err == nil && strings.HasPrefix(string(text), name) {
			_, _ = fmt.Sscanf(file, "/proc/%d/", &pid)
			found[pid] = true
		}
	}
	return found
}

// Commands of ethtool that take one number (include/uapi/linux/ethtool.h).
const (
	ethtoolSTSO = 0x1f
	ethtoolSGRO = 0x2c
)

// ethtool sets a feature of a device of the calling thread's namespace.
func ethtool(device string, command, value uint32) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(fd) }()
	data := [2]uint32{command, value}
	request := struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [16]byte
	}{data: unsafe.Pointer(&data)}
	copy(request.name[:], device)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return fmt.Errorf("cannot set a feature of %s: %w", device, errno)
	}
	return nil
}

// keepSending sends until the test ends.
func (n *node) keepSending(fd, bytes int) {
	done := make(chan struct{})
	n.t.Cleanup(func() { <-done }) // before the socket is closed
	go func() {
		defer close(done)
		payload := make([]byte, bytes)
		for n.t.Context().Err() == nil {
			_ = unix.Send(fd, payload, 0)
		}
	}()
}
