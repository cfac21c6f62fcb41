package policy

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
)

// webPorts are those that a host outside is called on where nothing is said.
var webPorts = []uint16{443, 80}

// trip is a pod's way to a host outside the cluster on one port: by its name,
// and as any other address.
type trip struct {
	pod          *corev1.Pod
	port         reach.Port
	named, plain reach.Side
}

// hangs reports whether the way is open by the host's name alone.
func (t trip) hangs() bool {
	return t.named.Verdict == reach.Allowed && t.plain.Verdict == reach.Denied
}

// trips are the ways of the caller's pods to the host that is called. Where
// the host is none outside, or nobody calls, the verdict is said.
func trips(c *checks.Context) (*law, []trip) {
	host := strings.TrimSuffix(strings.ToLower(c.Subject().Callee().Name), ".")
	if why := inside(c, host); why != "" {
		c.Skip("%s %s", host, why)
		return nil, nil
	}
	from := callers(c, nil)
	if len(from) == 0 {
		c.Skip("the caller has no living pod")
		return nil, nil
	}
	addresses := addressesOf(c, host)
	l, err := lawOf(c, c, map[string][]netip.Addr{host: addresses})
	if err != nil {
		c.Unknown("the policies cannot be judged: %v", err)
		return nil, nil
	}
	anywhere := reach.InternetEnd()
	if len(addresses) > 0 {
		anywhere = reach.End{Sort: reach.Address, Addresses: addresses, Names: []string{}} // of no host
	}
	var list []trip
	for i := range from {
		for _, n := range webPorts {
			t := trip{pod: &from[i], port: reach.TCP(n)}
			t.named = l.Path(reach.PodEnd(&from[i]), reach.HostEnd(host), t.port).Egress
			t.plain = l.Path(reach.PodEnd(&from[i]), anywhere, t.port).Egress
			l.Hedge(&t.named, &from[i], false)
			for _, side := range []*reach.Side{&t.named, &t.plain} {
				switch {
				case len(addresses) > 0 || side.Verdict != reach.Denied:
				case side.Basis == reach.ByDefault && l.byBlock(side.Selecting):
					*side = reach.Side{Why: "rules allow blocks of addresses, and the host's address is not known"}
				case len(evidence.LoadBalancers.Of(c)) > 0:
					*side = reach.Side{Why: "the host's address is not known, and may lead back into the cluster by a Service of type LoadBalancer"}
				}
			}
			if len(t.named.Only) > 0 && t.named.Verdict == reach.Denied {
				t.named = reach.Side{Why: "of the host's addresses only " + checks.Names(t.named.Only) + " are denied"}
			}
			list = append(list, t)
		}
	}
	return l, list
}

// inside says why a host is none outside the cluster; empty if it is.
func inside(c *checks.Context, host string) string {
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	here := len(labels) == 1 || last == "svc" || strings.HasSuffix(host, ".cluster.local")
	if here || len(labels) == 2 && slices.ContainsFunc(evidence.Namespaces.Of(c), func(n corev1.Namespace) bool { return n.Name == last }) {
		return "is a name of the cluster's own"
	}
	for _, s := range evidence.LoadBalancers.Of(c) {
		for _, in := range s.Status.LoadBalancer.Ingress {
			if slices.Contains(addressesOf(c, host), address(in.IP)) && in.IP != "" {
				return fmt.Sprintf("leads to %s, the address of Service %s/%s, which the nodes may take to its pods at once", in.IP, s.Namespace, s.Name)
			}
		}
	}
	return ""
}

// addressesOf are those that the cluster's DNS answered for a host.
func addressesOf(c *checks.Context, host string) (list []netip.Addr) {
	if a := address(host); a.IsValid() {
		return []netip.Addr{a}
	}
	for _, answer := range evidence.Answers.Of(c.There()) {
		for _, text := range answer.Addresses {
			if a := address(text); a.IsValid() && a.Is4() && !slices.Contains(list, a) {
				list = append(list, a)
			}
		}
	}
	return list
}

// byBlock reports whether policies have rules for blocks of addresses.
func (l *law) byBlock(selecting []reach.Policy) bool {
	for _, p := range l.Rules.NetworkPolicies {
		if slices.Contains(selecting, reach.Policy{Kind: "NetworkPolicy", Namespace: p.Namespace, Name: p.Name}) && bytes.Contains(text(p.Spec.Egress), []byte(`"ipBlock"`)) {
			return true
		}
	}
	return slices.ContainsFunc(l.Rules.CiliumPolicies, func(p evidence.CiliumPolicy) bool {
		return slices.Contains(selecting, ruleset.NameOf(&p)) && (bytes.Contains(p.Raw, []byte(`"toCIDR"`)) || bytes.Contains(p.Raw, []byte(`"toCIDRSet"`)))
	})
}

// goer is who makes a trip, for a sentence.
func (t trip) goer() string { return "pods of " + kube.Owner(t.pod).String() }

// address is an IP address of a record, the zero value if it is none.
func address(text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}
