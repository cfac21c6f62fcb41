package cilium

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// NodeAddresses finds a node that Cilium knows by an address that it no longer
// has.
var NodeAddresses = &checks.Check{
	ID:     "cilium.node-addresses",
	Asks:   "Does Cilium know the node by the address that it has?",
	Why:    "Other nodes send what is for the node's pods to the address in its CiliumNode. If that is not the node's, packets go to nobody, or to whoever has the address now.",
	Limits: "Nodes may have more addresses than Kubernetes lists; only a CiliumNode that has none of those is accused.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/concepts/routing/", "cilium v1.20.2 pkg/nodediscovery/nodediscovery.go"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PacketLoss),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.NodeObject), ifServed(evidence.CiliumNodeObject)),
	Remedy: checks.Remedy{
		Says:    "Restart the node's agent, which writes its addresses anew; a node that was made again under an old name may need its CiliumNode deleted first.",
		Changes: "The node's agent restarts; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector {{.onNode}}"},
		Verify:  []string{"kubectl get ciliumnode {{.name}} -o yaml", "kubectl get node {{.name}} -o wide"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) || !seen(c, evidence.CiliumNodeObject) {
			return
		}
		own := map[netip.Addr]bool{}
		var told []string
		for _, n := range evidence.NodeObject.Of(c) {
			for _, a := range n.Status.Addresses {
				if ip, err := netip.ParseAddr(a.Address); err == nil && a.Type == corev1.NodeInternalIP {
					own[ip] = true
					told = append(told, ip.String())
				}
			}
		}
		var known []string
		agree := false
		for _, n := range evidence.CiliumNodeObject.Of(c) {
			for _, a := range n.Spec.Addresses {
				ip, err := netip.ParseAddr(a.IP)
				if err != nil || a.Type != string(corev1.NodeInternalIP) {
					continue
				}
				agree = agree || own[ip]
				known = append(known, ip.String())
			}
		}
		switch {
		case len(own) == 0 || len(known) == 0:
			c.Skip("the node or its CiliumNode has no internal address, or does not exist")
		case agree:
			c.Pass("Cilium knows the node by %s", checks.Names(known))
		case !sure(c, leading...):
		case needs(c) == "":
			c.Unknown("the CiliumNode says %s, and the node has %s; packets may find their way all the same, by the routers between the nodes", checks.Names(known), checks.Names(told))
		default:
			c.Set("onNode", "spec.nodeName="+c.Subject().Name)
			c.Fail("the CiliumNode says %s, and the node has %s: %s", checks.Names(known), checks.Names(told), needs(c))
		}
	},
}
