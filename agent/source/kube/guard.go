package kube

import (
	"fmt"
	"net/http"
	"strings"
)

// guard is a transport that only reads.
type guard struct{ next http.RoundTripper }

// Guard wraps a transport so that only reading requests pass.
func Guard(next http.RoundTripper) http.RoundTripper { return guard{next} }

// forbidden are path segments that lead to secrets or into pods, even by GET.
var forbidden = []string{"secrets", "exec", "attach", "portforward", "proxy", "token"}

// RoundTrip refuses every method but GET and every forbidden path.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		return nil, fmt.Errorf("refused %s %s: netwhy only reads", r.Method, r.URL.Path)
	}
	for _, segment := range strings.Split(r.URL.Path, "/") {
		for _, f := range forbidden {
			if segment == f {
				return nil, fmt.Errorf("refused GET %s: netwhy does not read %s", r.URL.Path, f)
			}
		}
	}
	return g.next.RoundTrip(r)
}
