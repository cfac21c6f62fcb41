package kernel

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ChecksumErrors finds a node that gets packets whose checksums are wrong.
var ChecksumErrors = &checks.Check{
	ID:   "kernel.checksum-errors",
	Asks: "Are the checksums of what the node gets right?",
	Why: "A packet with a wrong checksum is dropped after it came all the way. Wrong ones in numbers are mostly a bug of an offload: " +
		"a driver, or a tunnel, that sends what it did not finish.",
	Limits: "The node checks only what is for itself; what it forwards is checked in the pods.",
	Refs: []string{
		"net/ipv4/tcp_ipv4.c tcp_v4_rcv (InCsumErrors); net/ipv4/udp.c udp_queue_rcv_one_skb, v6.12",
		"https://docs.kernel.org/networking/checksum-offloads.html",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Find who sends them: mostly one other node, or a tunnel of one kind of machine. Until its kernel or driver is mended, switch the offload off there " +
			"(ethtool -K, tx-checksumming) by a privileged DaemonSet.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{netns.OnNode + "'nstat -asz IpExtInCsumErrors TcpInCsumErrors UdpInCsumErrors'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		received, known := told(c, n, "Ip.InReceives")
		if _, also := told(c, n, "Tcp.InCsumErrors"); !known || !also {
			return
		}
		var wrong uint64
		var names []string
		for _, counter := range []string{"IpExt.InCsumErrors", "Tcp.InCsumErrors", "Udp.InCsumErrors", "Icmp.InCsumErrors", "Udp6InCsumErrors", "Icmp6InCsumErrors"} {
			if moved := n.Moved(counter); moved > 0 {
				wrong += moved
				names = append(names, fmt.Sprintf("%s +%d", counter, moved))
			}
		}
		level := netns.Limit{Percent: 1, Least: 10, Of: 100}.Weigh(wrong, received)
		if level.Say(c, "the checksums of %s were wrong: %s", netns.Amount(wrong, received, host(n)), strings.Join(names, ", ")) == netns.Still {
			c.Pass("the checksums of %d packets were right", received)
		}
	},
}
