package socket

import (
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	corev1 "k8s.io/api/core/v1"
)

// CallsAnswered finds callers whose connection attempts nobody answers, wherever
// they get lost.
var CallsAnswered = &checks.Check{
	ID:   "socket.calls-answered",
	Asks: "Do the caller's attempts to connect to the Service get an answer?",
	Why: "The kernel repeats the first packet of a connection until an answer comes: sockets that wait and have sent it again prove that the packet or its answer is lost, " +
		"also where no object and no counter tells of it, as with rules that are gone from a node, a security group or a firewall on the way.",
	Limits: "It is seen only while the caller tries; who gives up within a second leaves no trace. It does not tell where on the way the packet is lost. UDP has no answer that the kernel waits for.",
	Refs: []string{
		"net/ipv4/tcp_ipv4.c (get_tcp4_sock, column retrnsmt), net/ipv4/tcp_timer.c (tcp_retransmit_timer), v6.12",
		"https://www.rfc-editor.org/rfc/rfc9293#section-3.3.2",
	},
	Also:   append(checks.Unreachable(), checks.PacketLoss),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.PodNetworks),
		evidence.Require(evidence.Services).AtCallee(), evidence.Require(evidence.EndpointSlices).AtCallee(),
	},
	Remedy: checks.Remedy{
		Says: "Follow the packet: call an endpoint by its own address, from the caller's node and from another. If only the Service's address fails, restart what serves Services on the caller's node " +
			"(kube-proxy, or Cilium); if one node or subnet fails, look at its routes, its network security group and its firewall.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pods -o wide",
			"kubectl -n {{.there}} get endpointslices -l kubernetes.io/service-name={{.service}} -o wide",
			"kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={{.node}}",
		},
	},
	Eval: func(c *checks.Context) {
		caller, callee := c.Subject().Caller(), c.Subject().Callee()
		c.Set("there", callee.Namespace)
		c.Set("service", callee.Name)
		at := addressesOf(c, callee)
		c.Skip("no running Linux pod of the caller has a connection to the Service, or is opening one, now")
		pods := kube.Live(evidence.Pods.Of(c))
		for i := range pods {
			if pod := &pods[i]; kube.Networked(pod) && (caller.Scope == evidence.Namespace || kube.Belongs(caller, pod)) {
				answered(c, pod, at)
			}
		}
	},
}

// leastResent are repetitions that show more than one lost packet.
const leastResent = 2

// answered judges the connections of a pod to some addresses.
func answered(c *checks.Context, pod *corev1.Pod, at []netip.Addr) {
	n, why := netns.OfPod(c, pod)
	if why != "" {
		c.Unknown("%s", why)
		return
	}
	all, looked := n.Calls()
	if !looked {
		c.Unknown("the connections of pod %s were not looked at: there are too many, or it ended meanwhile", pod.Name)
		return
	}
	var sum sample.Calls
	for _, calls := range all {
		peer, err := netip.ParseAddrPort(calls.Peer)
		if err != nil || !slices.Contains(at, peer.Addr()) {
			continue
		}
		if sum.Peer == "" { // those without an answer come first
			sum.Peer = calls.Peer
		}
		sum.Open, sum.Opening, sum.Resent = sum.Open+calls.Open, sum.Opening+calls.Opening, sum.Resent+calls.Resent
	}
	switch {
	case sum.Resent >= leastResent:
		c.BlameCall()
		c.Relate(kube.Owner(pod), evidence.Of(evidence.Node, "", pod.Spec.NodeName))
		c.Relate(nodesOf(c, c.Subject().Callee())...)
		c.Set("node", pod.Spec.NodeName)
		c.Fail("pod %s on node %s: %s to %s without an answer, though the first packet was sent again %d times; %s open",
			pod.Name, pod.Spec.NodeName, checks.Count(sum.Opening, "attempt"), sum.Peer, sum.Resent, checks.Count(sum.Open, "connection"))
	case sum.Resent > 0:
		c.Unknown("pod %s: an attempt to connect to %s waits for its answer since more than a second: too few to tell", pod.Name, sum.Peer)
	case sum.Open > 0:
		c.Pass("pod %s on node %s has %s with it", pod.Name, pod.Spec.NodeName, checks.Count(sum.Open, "open connection"))
	}
}
