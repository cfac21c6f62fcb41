package plan

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

// narrow replaces "cannot reach" by what it means for what is reached: egress
// for a name outside the cluster, ingress for a way in. A name outside could
// also be the cluster's own front door; where the words do not tell who calls,
// it is read as both.
func (l *lexicon) narrow(found []checks.Symptom, tokens []token, from, to []Mention, subject bool) []checks.Symptom {
	way := slices.ContainsFunc(to, func(m Mention) bool {
		return m.Kind == "ingress" || m.Kind == "gateway" || m.Kind == "httproute"
	})
	outside := slices.ContainsFunc(to, external)
	silent := slices.Contains(found, checks.ConnectionRefused) && slices.Contains(found, checks.ConnectionTimeout)
	failing := slices.Contains(found, checks.ConnectionRefused) || slices.Contains(found, checks.ConnectionTimeout)
	if !failing || !way && !outside {
		return found
	}
	if silent { // the words said no more than "cannot reach"
		found = slices.DeleteFunc(found, func(s checks.Symptom) bool {
			return s == checks.ConnectionRefused || s == checks.ConnectionTimeout
		})
	}
	inner := len(from) > 0 || slices.ContainsFunc(tokens, func(t token) bool {
		return slices.Contains([]string{"pod", "pods", "container", "containers", "node", "nodes", "workloads", "cluster"}, t.text)
	})
	switch {
	case way || subject && !inner:
		return append(found, checks.IngressUnreachable)
	case inner:
		return append(found, checks.EgressBlocked)
	case slices.Contains(found, checks.IngressUnreachable) || slices.Contains(found, checks.EgressBlocked):
		return found
	}
	return append(found, checks.EgressBlocked, checks.IngressUnreachable)
}

// roots are endings that make two labels a name of the Internet rather than a
// Service and its namespace.
var roots = []string{"com", "net", "org", "io", "dev", "gov", "edu", "de", "uk", "eu", "fr", "nl", "ch", "app", "cloud", "ai", "ms", "us", "ca", "co"}

// external reports whether a mention lies outside the cluster by its form.
func external(m Mention) bool {
	switch m.Kind {
	case "host":
		labels := strings.Split(m.Name, ".")
		last := labels[len(labels)-1]
		if last == "svc" || strings.HasSuffix(m.Name, "."+clusterDomain) {
			return false
		}
		return len(labels) > 2 || slices.Contains(roots, last)
	case "ip":
		a, err := netip.ParseAddr(m.Name)
		return err == nil && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast()
	}
	return false
}
