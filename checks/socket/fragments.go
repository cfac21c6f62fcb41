package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// Fragments finds packets that arrive in pieces of which some never come.
var Fragments = &checks.Check{
	ID:   "socket.fragments",
	Asks: "Do packets that were cut up on their way arrive whole?",
	Why: "A datagram larger than the way allows is cut up, and lost as a whole if one piece is. Azure's network drops pieces that arrive out of order, " +
		"and firewalls drop those without a port: large DNS answers, RADIUS and tunnels suffer.",
	Limits: "Where pieces are lost is not told, and anybody can send pieces that never become a whole.",
	Refs: []string{
		"net/ipv4/ip_fragment.c (ip_expire, ip_defrag), v6.12",
		"https://learn.microsoft.com/azure/virtual-network/virtual-network-tcpip-performance-tuning",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.DNSFails, checks.EgressBlocked, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Have senders keep datagrams below the MTU of the way, 1500 bytes less all tunnels: for DNS a UDP size of 1232 bytes, or TCP; for tunnels a smaller inner MTU.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} get pods -o wide",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no packet stayed incomplete", fragments) },
}

// The share is our judgement: pieces are few, so that few of them tell.
var incomplete = netns.Limit{Percent: 1, Least: 5}

func fragments(p pod) answer {
	lost, known := p.Sum("Ip.ReasmFails", "Ip6ReasmFails")
	if !known {
		return unread("Ip.ReasmFails")
	}
	whole := p.Moved("Ip.ReasmOKs") + p.Moved("Ip6ReasmOKs")
	late := p.Moved("Ip.ReasmTimeout") + p.Moved("Ip6ReasmTimeout")
	amount := p.share(lost, lost+whole, "packets in pieces") + " stayed incomplete (Ip.ReasmFails)"
	switch incomplete.Weigh(lost, lost+whole) {
	case netns.Still:
		return well
	case netns.Slight:
		return pass("%s, too small a share to hurt", amount)
	case netns.Few:
		return unknown("%s: too few to tell, more traffic would", amount)
	}
	if late == 0 {
		return unknown("%s, of which none had a piece missing for long (Ip.ReasmTimeout): they may have been malformed", amount)
	}
	return fail("%s, and of %d the missing piece did not come in time (Ip.ReasmTimeout)", amount, late)
}
