package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// UDPSendBuffer finds datagrams that never left the pod.
var UDPSendBuffer = &checks.Check{
	ID:   "socket.udp-send-buffer",
	Asks: "Do the datagrams that the workload's programs send leave their pods?",
	Why:  "A program that sends faster than its way out takes loses datagrams before they are on the network; most programs do not notice.",
	Limits: "SndbufErrors counts what a queueing discipline dropped and what found no neighbour, too, with every send buffer empty; " +
		"only what the neighbour table lost shows beside it, in Ip.OutDiscards.",
	Refs: []string{"net/ipv4/udp.c (udp_send_skb, udp_sendmsg), net/ipv4/ip_output.c, v6.12"},
	For:  []checks.Symptom{checks.PacketLoss},
	Also: []checks.Symptom{checks.ConnectionTimeout, checks.Intermittent, checks.Latency, checks.DNSFails, checks.HealthReview},
	// Who asks loses the question, who answers the answer.
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Send more evenly, or fewer and fuller datagrams; look for a limit of bandwidth that was set for the pod (annotation kubernetes.io/egress-bandwidth). " +
			"A program may ask for a larger buffer by SO_SNDBUF.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.metadata.annotations}'",
			"kubectl -n {{.namespace}} top pod {{.pod}} --containers",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no datagram was lost on its way out", udpSendBuffer) },
}

// The share is our judgement; of fewer datagrams it says nothing.
var unsentDatagrams = netns.Limit{Percent: 0.1, Least: 3, Of: 1000}

func udpSendBuffer(p pod) answer {
	lost, known := p.Sum("Udp.SndbufErrors", "Udp6SndbufErrors")
	if !known {
		return unread("Udp.SndbufErrors")
	}
	if lost == 0 {
		return well
	}
	sent := p.Moved("Udp.OutDatagrams") + p.Moved("Udp6OutDatagrams")
	amount := p.share(lost, lost+sent, "datagrams") + " were lost on their way out of the pod (Udp.SndbufErrors)"
	// The kernel tells no queue of a sender, but where hardly a datagram leaves the
	// counter is proof enough.
	if lost > sent && lost >= 10 {
		return fail("%s, %s", amount, p.discarded())
	}
	switch unsentDatagrams.Weigh(lost, lost+sent) {
	case netns.Slight:
		return pass("%s, too small a share to hurt", amount)
	case netns.Few:
		return unknown("%s: too few to tell, more traffic would", amount)
	}
	return fail("%s, %s", amount, p.discarded())
}

// discarded tells a full send buffer from what was dropped below it.
func (p pod) discarded() string {
	if p.Moved("Ip.OutDiscards")+p.Moved("Ip6OutDiscards") > 0 {
		return "and IP discarded packets, too (Ip.OutDiscards): a neighbour did not answer, or the queue below was full"
	}
	return "while IP discarded none (Ip.OutDiscards): the send buffers or the queue below were full"
}
