package kernel

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// UDPReceiveBuffer finds a program on the node's own network that does not read its
// datagrams.
var UDPReceiveBuffer = &checks.Check{
	ID:   "kernel.udp-receive-buffer",
	Asks: "Do the programs on the node's own network read the datagrams that they get?",
	Why:  "A datagram that finds the buffer of its socket full is lost, and nobody is told: DNS queries time out, metrics and logs have holes.",
	Limits: "Of pods with hostNetwork and of daemons, such as a DNS cache of the node; other pods have counters of their own. " +
		"A buffer that is empty again is a burst that is over.",
	Refs: []string{
		"net/ipv4/udp.c __udp_queue_rcv_skb (RcvbufErrors), v6.12",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Look why the program does not read: too little processor, or a call that hangs. Only then enlarge its buffer (SO_RCVBUF), for which the node's most must allow it: " +
			`a node pool whose linuxosconfig.json says {"sysctls": {"netCoreRmemMax": 8388608}}. The default size is no AKS setting.`,
		Changes: netns.NewPoolChanges,
		AKS:     []string{netns.NewPool},
		Verify:  []string{seePods, netns.OnNode + "'ss -uanm; nstat -asz UdpRcvbufErrors'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		lost, known := told(c, n, "Udp.RcvbufErrors")
		if !known {
			return
		}
		lost += n.Moved("Udp6RcvbufErrors")
		taken := n.Moved("Udp.InDatagrams") + n.Moved("Udp6InDatagrams")
		level := netns.Limit{Percent: 0.1, Least: 10, Of: 1000}.Weigh(lost, lost+taken)
		full := standing(n)
		switch {
		case level == netns.Still:
			c.Pass("no datagram found its buffer full (Udp RcvbufErrors +0)")
		case lost >= 10 && full != "":
			c.Fail("%s found the buffer of their socket full (Udp RcvbufErrors); %s", netns.Amount(lost, lost+taken, host(n)), full)
		case level == netns.Grave:
			c.Unknown("%s found the buffer of their socket full (Udp RcvbufErrors), but nothing waits now: whether it goes on is not known", netns.Amount(lost, lost+taken, host(n)))
		default:
			level.Say(c, "%s found the buffer of their socket full (Udp RcvbufErrors)", netns.Amount(lost, lost+taken, host(n)))
		}
	},
}

// standing is a socket that lost datagrams and in which some wait now, in the words
// of a sentence; "" if there is none.
func standing(n netns.Network) string {
	for _, s := range n.Sockets() {
		queue, is := s.Facts["queue"]
		drops, known := n.Window.Delta(s, "drops")
		if is && known && drops > 0 {
			return fmt.Sprintf("%s bytes wait now in %s, which lost %d", queue, s.Name[len(sample.Host)+1:], drops)
		}
	}
	return ""
}
