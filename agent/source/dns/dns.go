// Package dns asks the cluster's DNS Service for a name, as a pod would. It is
// the only importer of miekg/dns.
//
// # Contract
//
// The one tool, dns_lookup, asks for A and AAAA of one name at the server it
// was made for. Names that lead to link-local or metadata services are refused,
// and queries are rate-limited: a look-up is a way to carry data out, so names
// come from the cluster's suffixes, the configuration or the question only. For
// the zone invalid, which has no names, new ones are made up: whether they are
// answered tells of the resolver behind the server.
package dns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/time/rate"
)

// Source asks one DNS server.
type Source struct {
	// Server finds the address and port of the cluster's DNS Service.
	Server func(context.Context) (string, error)
	// Suffixes, if any, are the only domains whose names are asked for. A
	// caller whose names come from elsewhere than the question needs them.
	Suffixes []string
	limit    *rate.Limiter
	patience time.Duration // with a server's resolver
}

// Queries a second, and at once.
const (
	queriesPerSecond = 5
	queriesAtOnce    = 20
)

// New asks the server that the function finds.
func New(server func(context.Context) (string, error)) *Source {
	return &Source{Server: server, limit: rate.NewLimiter(queriesPerSecond, queriesAtOnce), patience: 2 * time.Second}
}

// Args are the arguments of dns_lookup.
type Args struct {
	Name string `json:"name" jsonschema:"host name to look up; only names of the cluster, its configuration or the question"`
}

// Tools is dns_lookup.
func (s *Source) Tools() ([]tool.Tool, error) {
	lookup, err := tool.New(tool.Spec{
		Name: evidence.ToolDNS, Title: "Ask the cluster's DNS for a name", Effect: evidence.Active, Timeout: 3 * time.Second,
		Description: "Ask the Service kube-dns for the A and AAAA records of one name, from where Netwhy runs. Sends DNS queries and changes nothing.",
	}, needs, s.Lookup)
	return []tool.Tool{lookup}, err
}

// Lookup asks for A and AAAA. What the server answers, NXDOMAIN too, is a
// reading; no answer is a failure.
func (s *Source) Lookup(ctx context.Context, a Args) (tool.Reading, error) {
	name, err := usable(a.Name)
	if err == nil && !s.within(name) {
		err = fmt.Errorf("cannot look up %q: only names within %s are asked for", a.Name, strings.Join(s.Suffixes, ", "))
	}
	if err != nil {
		return tool.Reading{}, &tool.Failure{Reason: evidence.Unsupported, Err: err}
	}
	server, err := s.Server(ctx)
	if err != nil {
		return tool.Reading{}, err
	}
	if name == nowhere {
		return s.fresh(ctx, server)
	}
	var items []json.RawMessage
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
		if err := s.limit.Wait(ctx); err != nil {
			return tool.Reading{}, &tool.Failure{Reason: evidence.Timeout, Err: err}
		}
		answer, err := ask(ctx, server, name, kind)
		if err != nil {
			return tool.Reading{}, err
		}
		item, err := json.Marshal(answer)
		if err != nil {
			return tool.Reading{}, err
		}
		items = append(items, item)
	}
	return tool.Reading{Items: items}, nil
}

// within reports whether a name lies in one of the suffixes.
func (s *Source) within(name string) bool {
	for _, suffix := range s.Suffixes {
		if dns.IsSubDomain(dns.CanonicalName(suffix), name) {
			return true
		}
	}
	return len(s.Suffixes) == 0
}

func ask(ctx context.Context, server, name string, kind uint16) (evidence.DNSAnswer, error) {
	question := new(dns.Msg).SetQuestion(name, kind)
	reply, _, err := new(dns.Client).ExchangeContext(ctx, question, server)
	if err == nil && reply.Truncated {
		reply, _, err = (&dns.Client{Net: "tcp"}).ExchangeContext(ctx, question, server)
	}
	if err != nil {
		reason := evidence.Unreachable
		var refused net.Error
		if errors.As(err, &refused) && refused.Timeout() {
			reason = evidence.Timeout
		}
		return evidence.DNSAnswer{}, &tool.Failure{Reason: reason, Needs: "a route to the cluster's DNS Service, such as running inside the cluster", Err: err}
	}
	answer := evidence.DNSAnswer{Server: server, Name: name, Type: dns.TypeToString[kind], Rcode: dns.RcodeToString[reply.Rcode]}
	for _, rr := range reply.Answer {
		switch rr := rr.(type) {
		case *dns.A:
			answer.Addresses = append(answer.Addresses, rr.A.String())
		case *dns.AAAA:
			answer.Addresses = append(answer.Addresses, rr.AAAA.String())
		case *dns.CNAME:
			answer.Names = append(answer.Names, rr.Target)
		}
	}
	slices.Sort(answer.Addresses) // servers rotate them
	return answer, nil
}

// refusedNames are names that lead to metadata services.
var refusedNames = []string{"metadata.google.internal.", "instance-data.", "metadata.azure.internal."}

// usable is the fully qualified form of a name that may be asked for.
func usable(name string) (string, error) {
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return "", fmt.Errorf("cannot look up %q: it is an address", name)
	}
	// An escape would be another way to write a name that is refused by its text.
	if _, ok := dns.IsDomainName(name); !ok || strings.Trim(name, ".") == "" || strings.Contains(name, `\`) {
		return "", fmt.Errorf("cannot look up %q: not a domain name", name)
	}
	fqdn := dns.CanonicalName(name)
	for _, r := range refusedNames {
		if fqdn == r || strings.HasSuffix(fqdn, "."+r) {
			return "", fmt.Errorf("cannot look up %q: metadata services are never asked for", name)
		}
	}
	return fqdn, nil
}
