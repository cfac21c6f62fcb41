package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Checksums finds packets that arrive damaged.
var Checksums = &checks.Check{
	ID:     "socket.checksums",
	Asks:   "Do packets arrive at the workload's pods undamaged?",
	Why:    "A packet with a wrong checksum is thrown away. A network does not damage packets: a device or a tunnel that should have filled in the checksum did not.",
	Limits: "Who damaged them is not told; anybody can send a wrong checksum.",
	Refs:   []string{"net/ipv4/udp.c (__udp4_lib_rcv), net/ipv4/tcp_ipv4.c (tcp_v4_rcv), v6.12"},
	Also:   []checks.Symptom{checks.PacketLoss, checks.ConnectionTimeout, checks.Intermittent, checks.Latency, checks.HealthReview},
	Scope:  evidence.Workload, Side: checks.Both, Weight: checks.Risk,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says:   "See whether pods on other nodes get them, too; if only this node does, drain it. A daemon or a tunnel that was installed lately may have turned checksum offload on where nothing fills it in.",
		Verify: []string{"kubectl -n {{.namespace}} get pods -o wide", "kubectl describe node {{.node}}"},
	},
	Eval: func(c *checks.Context) {
		each(c, "no packet had a wrong checksum", func(p pod) answer {
			udp, known := p.Sum("Udp.InCsumErrors", "Udp6InCsumErrors")
			tcp, knownToo := p.Delta("Tcp.InCsumErrors")
			switch {
			case !known || !knownToo:
				return unread("InCsumErrors")
			case udp+tcp == 0:
				return well
			case p.rate(udp+tcp) <= 1: // our judgement
				return pass("%d packets in %s had a wrong checksum, too few to hurt", udp+tcp, p.lasted())
			}
			return fail("%d segments of TCP (Tcp.InCsumErrors) and %d datagrams of UDP (Udp.InCsumErrors) had a wrong checksum in %s", tcp, udp, p.lasted())
		})
	},
}
