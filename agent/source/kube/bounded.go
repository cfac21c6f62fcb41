package kube

import (
	"fmt"
	"io"
	"net/http"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// mostBytes bounds an answer, and what is kept of the pages of a list: objects are
// written by whoever may write in the cluster, and hold a megabyte each if they like.
const mostBytes = 256 << 20

var tooLarge = &tool.Failure{Reason: evidence.Truncated, Needs: fmt.Sprintf("a budget of more than %d MiB for one list", mostBytes>>20)}

// bounded is a transport whose answers end with an error where they are larger.
type bounded struct {
	next http.RoundTripper
	most int64
}

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err == nil {
		response.Body = &answer{response.Body, b.most}
	}
	return response, err
}

// answer ends with an error in the place of more than is let through.
type answer struct {
	io.ReadCloser
	left int64
}

func (a *answer) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if a.left -= int64(n); a.left < 0 {
		return 0, tooLarge
	}
	return n, err
}
