package reach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cilium/cilium/pkg/policy/api"
)

// beyond says what a proxy demands of connections that the entries let
// through to a port.
func (e *Engine) beyond(numbers []int, port Port) (says []string) {
	for _, n := range numbers {
		for _, r := range e.book.entries[n].L4 {
			if !mayMean(r.Ports, port) {
				continue
			}
			says = append(says, demands(&r)...)
		}
	}
	slices.Sort(says)
	return slices.Compact(says)
}

// mayMean reports whether ports of a rule contain a port, or may by name.
func mayMean(ports []api.PortProtocol, port Port) bool {
	return len(ports) == 0 || slices.ContainsFunc(ports, func(p api.PortProtocol) bool {
		if p.Protocol != "" && p.Protocol != api.ProtoAny && !strings.EqualFold(string(p.Protocol), string(port.protocol())) {
			return false
		}
		first, err := strconv.ParseUint(p.Port, 0, 16)
		n := uint64(port.Number)
		return err != nil || first == 0 || first == n || first <= n && n <= uint64(max(p.EndPort, 0))
	})
}

func demands(r *api.PortRule) (says []string) {
	if r.Rules != nil {
		for _, h := range r.Rules.HTTP {
			says = append(says, strings.Join(strings.Fields(fmt.Sprintf("HTTP %s %s %s", h.Method, h.Path, h.Host)), " "))
		}
		for _, d := range r.Rules.DNS {
			says = append(says, "DNS "+d.MatchName+d.MatchPattern)
		}
	}
	for _, n := range r.ServerNames {
		says = append(says, fmt.Sprintf("TLS server name %s", n))
	}
	if r.TerminatingTLS != nil || r.OriginatingTLS != nil {
		says = append(says, "TLS is ended by a proxy")
	}
	if r.Listener != nil {
		says = append(says, "an Envoy listener: "+r.Listener.Name)
	}
	return says
}

// Queries are the names that a DNS proxy lets through, as rules write them.
func (s Side) Queries() (patterns []string) {
	for _, b := range s.Beyond {
		if p, ok := strings.CutPrefix(b, "DNS "); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// Sees reports whether a DNS proxy lets queries for a host name through: then
// Cilium sees the answers, and learns the addresses.
func (s Side) Sees(host string) bool {
	return s.Verdict == Allowed && slices.ContainsFunc(s.Queries(), func(p string) bool {
		matcher, err := (&api.FQDNSelector{MatchPattern: p}).ToRegex()
		return err == nil && matcher.MatchString(strings.ToLower(strings.TrimSuffix(host, "."))+".")
	})
}
