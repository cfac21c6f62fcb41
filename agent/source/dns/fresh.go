package dns

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/miekg/dns"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

const (
	// nowhere is a zone that has no names (RFC 6761), so that servers ask their
	// resolver, and nobody learns anything from what is asked for.
	nowhere = "invalid."
	// own is a name that the cluster's DNS knows by itself.
	own = "kubernetes.default.svc.cluster.local."
	// asks is how many names are asked for: one answer may be luck.
	asks = 3
)

// fresh asks for new names of a zone that has none, at once, so that no cache
// answers: the resolver behind the server must. A server that answers for
// itself and not for them is a reading; one that answers nothing is a failure.
func (s *Source) fresh(ctx context.Context, server string) (tool.Reading, error) {
	if err := s.limit.WaitN(ctx, 1+asks); err != nil {
		return tool.Reading{}, &tool.Failure{Reason: evidence.Timeout, Err: err}
	}
	if _, err := ask(ctx, server, own, dns.TypeA); err != nil {
		return tool.Reading{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	answers := make([]evidence.DNSAnswer, asks)
	var queries sync.WaitGroup
	for i := range answers {
		queries.Go(func() {
			answer, err := ask(ctx, server, fmt.Sprintf("netwhy-%016x.%s", rand.Uint64(), nowhere), dns.TypeA)
			if err != nil {
				answer.Rcode = evidence.NoAnswer
			}
			// The name is left out: an unchanged cluster gives an unchanged reading.
			answers[i] = evidence.DNSAnswer{Server: server, Name: nowhere, Type: "A", Rcode: answer.Rcode}
		})
	}
	queries.Wait()
	var items []json.RawMessage
	for _, answer := range answers {
		item, err := json.Marshal(answer)
		if err != nil {
			return tool.Reading{}, err
		}
		items = append(items, item)
	}
	return tool.Reading{Items: items}, nil
}
