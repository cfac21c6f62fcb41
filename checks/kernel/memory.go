package kernel

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/netns"
)

// memory is what the sockets of a protocol use, on the whole node, in pages.
type memory struct {
	protocol            string // TCP or UDP
	used, pressure, max uint64
}

// socketMemory reads it; the verdict is Unknown where it is not told.
func socketMemory(c *checks.Context, n netns.Network, protocol string) (m memory, ok bool) {
	m.protocol = protocol
	setting := "net.ipv4." + strings.ToLower(protocol) + "_mem"
	limits := strings.Fields(n.Window.Sysctls[setting])
	if len(limits) != 3 {
		c.Unknown("the node's probe does not tell %s", setting)
		return m, false
	}
	used, told := n.Fact(protocol + ".mem")
	if _, others := n.Fact("TCP.inuse"); !told && others {
		used = "0" // the probe leaves out what is 0
	}
	var errs [3]error
	m.used, errs[0] = strconv.ParseUint(used, 10, 64)
	m.pressure, errs[1] = strconv.ParseUint(limits[1], 10, 64)
	m.max, errs[2] = strconv.ParseUint(limits[2], 10, 64)
	for _, err := range errs {
		if err != nil {
			c.Unknown("how much memory the sockets of %s use is not told", protocol)
			return m, false
		}
	}
	return m, true
}

// level is how much is used, in the words of a sentence.
func (m memory) level() string {
	return fmt.Sprintf("the sockets of %s use %d of %d pages (%s)", m.protocol, m.used, m.max, netns.Percent(float64(m.used), float64(m.max)))
}

const (
	// seeMemory shows what sockets use.
	seeMemory = netns.OnNode + "'cat /proc/net/sockstat; sysctl net.ipv4.tcp_mem net.ipv4.udp_mem'"
	// sparing says how sockets use less memory.
	sparing = "Find the pods whose sockets hold most (programs that do not read what they get, or have huge buffers), and move some to other nodes. " +
		"tcp_mem and udp_mem follow the memory of the machine and are no AKS setting: a larger size has more, a privileged DaemonSet can set them."
)
