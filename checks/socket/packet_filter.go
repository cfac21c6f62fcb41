package socket

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// PacketFilter finds a firewall within a pod's own network that drops packets.
var PacketFilter = &checks.Check{
	ID:   "socket.packet-filter",
	Asks: "Does a firewall within the workload's pods let their packets through?",
	Why: "A rule of iptables or nftables in a pod's network drops what neither a NetworkPolicy nor Hubble knows of: " +
		"whoever watches from outside sees packets delivered, or never sent.",
	Limits: "Needs the drop reasons of the node probe, which are a mode of its own. Which rule it was is not told, and of the packets only the last one.",
	Refs: []string{
		"net/netfilter/core.c (nf_hook_slow), include/net/dropreason-core.h (NETFILTER_DROP), v6.12",
		"https://docs.kernel.org/networking/netdevices.html",
	},
	Also: []checks.Symptom{
		checks.ConnectionTimeout, checks.PacketLoss, checks.Intermittent, checks.Latency, checks.ConnectionRefused,
		checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.HealthReview,
	},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Delete the pod, whose new network has only the rules that its own containers make; if they are back, look for the init container, sidecar or mesh that sets them: it has the capability NET_ADMIN or NET_RAW. " +
			"Express what it is meant to forbid as a NetworkPolicy.",
		Changes: "Ends the pod; its controller starts another.",
		Fix:     []string{"kubectl -n {{.namespace}} delete pod {{.pod}}"},
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.initContainers[*].name} {.spec.containers[*].name}'",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.containers[*].securityContext.capabilities}'",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no packet was dropped by a firewall of the pod", packetFilter) },
}

// leastFiltered is how many packets must be dropped: our judgement, for one or two
// may be a late answer to a connection that is over.
const leastFiltered = 3

func packetFilter(p pod) answer {
	dropped, detail, stray := uint64(0), "", false
	for _, s := range p.Of(sample.Drop) {
		if strings.TrimPrefix(s.Name, p.Name+" ") == "NETFILTER_DROP" {
			dropped, detail, stray = p.Lost(s, "packets"), described(s), netns.Stray(s.Facts["example"])
		}
	}
	why := p.Window.Partial[sample.Drop]
	switch {
	case dropped > 0 && stray:
		return unknown("a firewall in its own network dropped %d packets in %s%s: that is of a kind that stray packets are of", dropped, p.lasted(), detail)
	case dropped >= leastFiltered:
		return fail("a firewall in its own network dropped %d packets in %s%s", dropped, p.lasted(), detail)
	case dropped > 0:
		return unknown("a firewall in its own network dropped %d packets in %s%s: too few to tell", dropped, p.lasted(), detail)
	case why != "":
		return unknown("what its firewall drops was not seen: %s", why)
	case len(p.Window.Columns[sample.Drop]) == 0 && len(p.Window.Of(sample.Drop)) == 0:
		return unknown("what its firewall drops was not seen: the probe tells of no drop reasons")
	}
	return well
}

// described is what is known of the last packet, and of the place in the kernel.
func described(s *sample.Scope) (text string) {
	if example := s.Facts["example"]; example != "" {
		text = fmt.Sprintf(", the last %s", example)
	}
	if location := s.Facts["location"]; location != "" {
		text += fmt.Sprintf(" (at %s)", location)
	}
	return text
}
