package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ClosedPorts finds pods that get datagrams for a port on which nothing listens.
var ClosedPorts = &checks.Check{
	ID:   "socket.closed-ports",
	Asks: "Does somebody listen for every datagram that reaches the workload's pods?",
	Why: "A datagram for a closed port is refused, and most senders of metrics, logs and traces do not look at refusals: " +
		"the sender's port, or the Service's, is wrong.",
	Limits: "Which port, and who sends, is not told. Answers that come after their asker gave up, as of DNS, are counted, too.",
	Refs:   []string{"net/ipv4/udp.c (__udp4_lib_rcv), v6.12"},
	Also:   []checks.Symptom{checks.ConnectionRefused, checks.PacketLoss, checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview},
	Scope:  evidence.Workload, Weight: checks.Risk,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Compare the ports that senders and Services name with the port on which the program listens for UDP, and look whether it is bound to one address only.",
		Verify: []string{
			"kubectl -n {{.namespace}} get services -o wide",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.containers[*].ports}'",
		},
	},
	Eval: func(c *checks.Context) {
		each(c, "no datagram came for a closed port", func(p pod) answer {
			refused, known := p.Sum("Udp.NoPorts", "Udp6NoPorts")
			if !known {
				return unread("Udp.NoPorts")
			}
			taken := p.Moved("Udp.InDatagrams") + p.Moved("Udp6InDatagrams")
			amount := p.share(refused, refused+taken, "datagrams") + " came for a port on which nothing listens (Udp.NoPorts)"
			switch refusedDatagrams.Weigh(refused, refused+taken) {
			case netns.Still:
				return well
			case netns.Slight:
				return pass("%s, too small a share to matter", amount)
			case netns.Few:
				return pass("%s, too few to matter", amount)
			}
			return fail("%s", amount)
		})
	},
}

// The share is our judgement.
var refusedDatagrams = netns.Limit{Percent: 10, Least: 10}
