package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// UDPReceiveBuffer finds programs that do not read their datagrams in time.
var UDPReceiveBuffer = &checks.Check{
	ID:   "socket.udp-receive-buffer",
	Asks: "Do the workload's programs read their datagrams before the buffer is full?",
	Why:  "A datagram that finds the receive buffer of its socket full is dropped, and nobody is told: metrics, logs and DNS queries vanish.",
	Limits: "A socket that has been closed since cannot be named. A buffer counts as full where datagrams were lost and some are unread at the last reading; " +
		"what overflowed once and is empty now is left open.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/troubleshoot-udp-packet-drops",
		"net/ipv4/udp.c (__udp_queue_rcv_skb, __udp_enqueue_schedule_skb), v6.12",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent, checks.Latency, checks.DNSFails, checks.HealthReview},
	Scope: evidence.Workload,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Have the program read faster, or in more than one thread or replica. For bursts it may ask for a larger buffer by SO_RCVBUF, which net.core.rmem_max of the node bounds: " +
			`on AKS linuxosconfig.json with {"sysctls": {"netCoreRmemMax": 8388608}} raises it, for a new node pool.`,
		Changes: "The pool adds machines, and cost, beside the old one, which is to be cordoned and drained afterwards: its pods move.",
		AKS:     []string{`az aks nodepool add -g "$AKS_RG" --cluster-name "$AKS_NAME" -n tuned --linux-os-config linuxosconfig.json`},
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} top pod {{.pod}} --containers",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no receive buffer of UDP overflowed", udpReceiveBuffer) },
}

// The share is our judgement; of fewer datagrams it says nothing.
var unreadDatagrams = netns.Limit{Percent: 0.1, Least: 1, Of: 1000}

func udpReceiveBuffer(p pod) answer {
	lost, known := p.Sum("Udp.RcvbufErrors", "Udp6RcvbufErrors")
	if !known {
		return unread("Udp.RcvbufErrors")
	}
	if lost == 0 {
		return p.withoutCounter()
	}
	read := p.Moved("Udp.InDatagrams") + p.Moved("Udp6InDatagrams")
	amount := p.share(lost, lost+read, "datagrams") + " found a full receive buffer (Udp.RcvbufErrors)"
	worst, unread := p.worst()
	level := unreadDatagrams.Weigh(lost, lost+read)
	switch {
	case level == netns.Slight:
		return pass("%s, too small a share to hurt", amount)
	case unread == 0:
		return unknown("%s; no socket has unread datagrams now: a burst that is over, or one that comes again; ask while it lasts", amount)
	case level == netns.Few && lost < read:
		return unknown("%s: too few to tell, more traffic would", amount)
	}
	return fail("%s, and %s has %d bytes unread now", amount, worst, unread)
}

// withoutCounter judges losses that sockets count and the protocol does not: for
// want of udp_mem, which is the node's.
func (p pod) withoutCounter() answer {
	lost := uint64(0)
	for _, s := range p.Sockets() {
		lost += p.Lost(s, "drops")
	}
	if named := p.Moved("Udp.InErrors") + p.Moved("Udp6InErrors"); lost > named {
		return unknown("its UDP sockets lost %d datagrams in %s that no counter of the protocol names: the node may lack memory for UDP (net.ipv4.udp_mem)", lost-named, p.lasted())
	}
	return well
}
