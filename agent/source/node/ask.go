package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// mostAnswer bounds an answer, unpacked: 104 interfaces and as many pods make
// 300 kB.
const mostAnswer = 2 << 20

// ask asks the probe of a node: about pods, or about the node where there are
// none.
func (s *Source) ask(ctx context.Context, client *http.Client, probes map[string]string, node string, pods []Pod) (*sample.Window, error) {
	address := probes[node]
	if address == "" {
		return nil, &tool.Failure{Reason: evidence.Unreachable, Needs: "a node probe on node " + node, Err: errors.New("no probe runs there")}
	}
	query := url.Values{"seconds": {fmt.Sprint(window)}}
	if len(pods) > 0 {
		var uids []string
		for _, p := range pods {
			if !p.HostNetwork {
				uids = append(uids, p.UID)
			}
		}
		query.Set("pods", strings.Join(uids, ","))
		query.Set("kinds", join(sample.Namespace, sample.Socket, sample.Drop, sample.Listening))
	}
	turn, err := s.turns.take(ctx)
	if err != nil {
		return nil, failure(ctx, node, err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	w, err := patiently(turn.traced(ctx), client, "https://"+address+"/v1/window?"+query.Encode())
	turn.end()
	if err != nil {
		return nil, failure(ctx, node, err)
	}
	if w.Node != node {
		return nil, &tool.Failure{Reason: evidence.Malformed, Err: fmt.Errorf("the probe at %s says that it is on node %q, not %s", address, checks.Clean(w.Node, 100), node)}
	}
	if len(pods) > 0 {
		about(w, pods)
	}
	s.lists.share(w)
	w.Boot = "" // it tells one machine from all others, and the probe has judged by it
	return w, nil
}

func join(kinds ...sample.Kind) string {
	var words []string
	for _, k := range kinds {
		words = append(words, string(k))
	}
	return strings.Join(words, ",")
}

// refusal is an answer that is none.
type refusal struct {
	code int
	says string
}

func (r *refusal) Error() string { return fmt.Sprintf("it answers %d: %s", r.code, r.says) }

// again is how long a probe that is asked too often is left alone.
const again = 300 * time.Millisecond

// patiently asks again while the probe is asked too often.
func patiently(ctx context.Context, client *http.Client, address string) (*sample.Window, error) {
	for {
		w, err := get(ctx, client, address)
		var refused *refusal
		if !errors.As(err, &refused) || refused.code != http.StatusTooManyRequests {
			return w, err
		}
		select {
		case <-time.After(again):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// get reads a window. The transport unpacks it.
func get(ctx context.Context, client *http.Client, address string) (*sample.Window, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body := http.MaxBytesReader(nil, response.Body, mostAnswer)
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(body, 500)) // what there is of the reason
		return nil, &refusal{response.StatusCode, checks.Clean(string(text), 200)}
	}
	text := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(text)
	text.Reset()
	var w sample.Window
	if _, err = text.ReadFrom(body); err == nil {
		err = json.Unmarshal(text.Bytes(), &w)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read its answer: %w", err)
	}
	return &w, nil
}

// buffers are used again: of thousands of probes, each answers 40 kB.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// failure gives an error of asking a probe its reason of the closed set.
func failure(ctx context.Context, node string, err error) *tool.Failure {
	f := &tool.Failure{Reason: evidence.Unreachable, Needs: "an answer of the probe of node " + node, Err: err}
	var refused *refusal
	var large *http.MaxBytesError
	var odd *json.SyntaxError
	var other *json.UnmarshalTypeError
	var late *url.Error
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		f.Reason, f.Err = evidence.Timeout, fmt.Errorf("no complete answer within %s", patience.Round(time.Second))
	case errors.As(err, &refused) && refused.code == http.StatusTooManyRequests:
		f.Reason = evidence.Timeout
	case errors.As(err, &refused) && refused.code == http.StatusBadRequest:
		f.Reason = evidence.Unsupported
	case errors.As(err, &large):
		f.Reason = evidence.Truncated
	case errors.As(err, &odd), errors.As(err, &other):
		f.Reason = evidence.Malformed
	}
	return f
}
