package cilium

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

const (
	mostAnswer = 32 << 20        // bytes of an answer, unpacked: Hubble may tell every pod apart
	patience   = 4 * time.Second // for one answer
	connecting = 2 * time.Second // for a connection, which a firewall may swallow
	mostAtOnce = 32              // agents that are asked at once
)

// newClient speaks to agents directly: no proxy, no redirect, no certificate.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: connecting}).DialContext,
			MaxIdleConnsPerHost: 1, MaxIdleConns: 2 * mostAtOnce, IdleConnTimeout: 2 * patience,
			ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// refusal is an answer that holds no metrics.
type refusal int

func (r refusal) Error() string { return fmt.Sprintf("it answers with status %d", int(r)) }

// scrape reads the metrics at an address.
func scrape(ctx context.Context, client *http.Client, address string) (values, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "text/plain;version=0.0.4")
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, refusal(response.StatusCode)
	}
	return parse(http.MaxBytesReader(nil, response.Body, mostAnswer))
}

// failure gives an error of asking an agent its reason of the closed set.
func failure(node, address string, err error) *tool.Failure {
	f := &tool.Failure{Reason: evidence.Malformed, Needs: fmt.Sprintf("metrics of the Cilium agent on node %s at %s", node, address), Err: err}
	var known *tool.Failure
	var refused refusal
	var large *http.MaxBytesError
	var connection *net.OpError
	var late net.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &connection):
		f.Reason = evidence.Unreachable
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		f.Reason, f.Err = evidence.Timeout, fmt.Errorf("no complete answer within %s", patience)
	case errors.As(err, &large), errors.Is(err, errTooMany):
		f.Reason = evidence.Truncated
	case errors.As(err, &refused):
		f.Reason = evidence.Unsupported
	}
	return f
}
