package peer

import (
	"bytes"
	"context"
	"errors"
	"time"
)

// Ask is a question about a cluster.
type Ask struct {
	Question  string
	Namespace string // empty: the whole cluster
	Name      string // the Service that the question is about, if it says one
}

// Peer is a program that answers.
type Peer interface {
	Name() string
	// Run asks in a new session. The error is that the peer could not be asked at
	// all; a read that failed is told in the result.
	Run(ctx context.Context, kubeconfig string, ask Ask) (Result, error)
}

// ErrAbsent is that a program is not on PATH.
var ErrAbsent = errors.New("not on PATH")

// Result is what a peer answered, and what that cost.
type Result struct {
	Peer, Version string
	Start         time.Duration // until it could be asked; of commands it is none
	Time          time.Duration // of all reads after that
	StartCPU, CPU time.Duration // of the same, by the peer and all that it starts
	PeakRSS       int64         // bytes, of the same at once
	Calls         []Call
	Output        []byte `json:"-"` // all that the reads returned
	Err           string // why reads failed, if some did
}

// Call is one read.
type Call struct {
	What  string // as the peer was asked
	Took  time.Duration
	Bytes int // of what it returned
	Err   string
}

// Shows says whether all proofs of a fault are in the output. No proofs show
// nothing.
func (r Result) Shows(proofs ...string) bool {
	for _, p := range proofs {
		if p == "" || !bytes.Contains(r.Output, []byte(p)) {
			return false
		}
	}
	return len(proofs) > 0
}

// ShowsRow says whether all words are in one line of the output, as a fault is
// that a table has: a pod's name and "0/1".
func (r Result) ShowsRow(words ...string) bool {
	for line := range bytes.Lines(r.Output) {
		found := Result{Output: line}
		if found.Shows(words...) {
			return true
		}
	}
	return false
}

// Add takes up a read: what it returned, or why it failed.
func (r *Result) Add(what string, took time.Duration, output []byte, err error) {
	c := Call{What: what, Took: took, Bytes: len(output)}
	if err != nil {
		c.Err = short(err.Error())
		if r.Err != "" {
			r.Err += "; "
		}
		r.Err += what + ": " + c.Err
	}
	r.Time += took
	r.Calls = append(r.Calls, c)
	r.Output = append(append(r.Output, output...), '\n')
}

// short cuts what a program said of its failure.
func short(text string) string {
	const most = 300
	if len(text) > most {
		return text[:most] + " …"
	}
	return text
}
