package drill

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// Rows 11 to 14: processors.
var processors = []drill{
	{
		row: "11", does: "a processor may have one packet wait, and another gives it thousands", disturbs: true,
		make: func(n *node) {
			to := n.handedOver()
			back := n.turn(map[string]string{"net/core/netdev_max_backlog": "1"})
			n.begin()
			n.overflow(to, 500)
			back()
		},
		moved: []count{{"cpu 1", "dropped", 500, 1 << 31}, {"device eth0", "rx_dropped", 500, 1 << 31}, {"cpu 1", "received_rps", 100, 1 << 31}},
		shown: "kernel.softnet-drops", names: "dropped",
	},
	{
		row: "12", does: "one flow of thousands may take half of the places that wait for a processor", disturbs: true,
		make: func(n *node) {
			to := n.handedOver()
			// Until the end: the count goes with the knob.
			n.turn(map[string]string{"net/core/netdev_max_backlog": "200", "net/core/flow_limit_cpu_bitmap": "3"})
			n.begin()
			n.overflow(to, 500)
		},
		moved: []count{{"cpu 0", "flow_limit", 450, 1 << 31}, {"cpu 1", "dropped", 500, 1 << 31}, {"device eth0", "rx_dropped", 500, 1 << 31}},
		shown: "kernel.softnet-drops", names: "dropped",
	},
	{
		row: "13", does: "a processor yields after each packet, and loses none", disturbs: true,
		make: func(n *node) {
			to := n.handedOver()
			back := n.turn(map[string]string{"net/core/netdev_budget": "1"})
			n.begin()
			n.must(pinned(0, func() { n.feed(to, 20000) }))
			back()
		},
		moved: []count{{"cpu 1", "time_squeeze", 100, 1 << 31}, {"device eth0", "rx_dropped", 0, 0}, {"device eth0", "rx_packets", 20000, 20010}},
	},
	{
		row: "14", does: "one processor has all the work, and does it",
		make: func(n *node) {
			n.processors(2)
			to := n.host.sends(nowhereIP + ":9")
			n.begin()
			n.must(pinned(1, func() { flood(to, 100000, 20) }))
		},
		moved: []count{{"cpu 1", "processed", 100000, 1 << 31}, {"device eth0", "tx_packets", 100000, 100100}, {"device eth0", "tx_dropped", 0, 0}},
	},
}

// processors skips the test on a machine with fewer.
func (n *node) processors(least int) {
	n.t.Helper()
	if have := runtime.NumCPU(); have < least {
		n.t.Skipf("it takes %d processors, and this machine has %d", least, have)
	}
}

// pinned runs a function on one processor.
func pinned(cpu int, f func()) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		var set unix.CPUSet
		set.Set(cpu)
		err := unix.SchedSetaffinity(0, &set)
		if err == nil {
			f()
		}
		done <- err
	}()
	return <-done
}

// overflow has processor 0 hand datagrams to processor 1 until so many of them
// found no place: how many that takes depends on how fast the other is.
func (n *node) overflow(to int, lost uint64) {
	n.t.Helper()
	before := n.eth0().RxDrops
	n.wait("packets that find no place", func() error {
		n.must(pinned(0, func() { flood(to, 5000, 20) }))
		if got := n.eth0().RxDrops - before; got < lost {
			return fmt.Errorf("%d were lost", got)
		}
		return nil
	})
}

// handedOver has processor 1 take all that comes in on the node's eth0, and gives
// a socket outside that sends to somebody on the node who reads.
func (n *node) handedOver() (to int) {
	n.t.Helper()
	n.processors(2)
	n.host.sysfs("class/net/eth0/queues/rx-0/rps_cpus", "2")
	n.host.drains(hostIP + ":8125")
	return n.outside.sends(hostIP + ":8125")
}
