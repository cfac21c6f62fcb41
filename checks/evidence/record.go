package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Record is one reading: what was asked, when, and what came back.
type Record struct {
	Kind    string          `json:"kind"`
	Subject Subject         `json:"subject"`
	Call    Query           `json:"call"` // the canonical tool call
	Time    time.Time       `json:"time"`
	Bound   string          `json:"bound,omitempty"` // what limits an Open sample, such as "last 200 lines of 2 pods"
	Items   int             `json:"items"`
	Payload json.RawMessage `json:"payload"` // a JSON list
	Digest  string          `json:"digest"`
	// Packed is the payload in its place, where that was made small; see [Record.Content].
	Packed []byte `json:"-"`
}

// Seal sets the record's digest from its kind, subject and payload. The time
// is left out, so that an unchanged cluster gives an unchanged digest.
func (r *Record) Seal() { r.Digest = r.sum() }

// Sealed reports whether the digest is that of the payload.
func (r *Record) Sealed() bool { return r.Digest == r.sum() }

func (r *Record) sum() string {
	return Digest([]byte(r.Kind), []byte(r.Subject.String()), []byte(r.Bound), r.Content())
}

// Digest is the short name of some bytes: the first 128 bits of SHA-256 over
// the parts, each preceded by its length, in hexadecimal.
func Digest(parts ...[]byte) string {
	sum := sha256.New()
	var length [8]byte
	for _, part := range parts {
		for i, n := 0, len(part); i < len(length); i, n = i+1, n>>8 {
			length[i] = byte(n)
		}
		sum.Write(length[:])
		sum.Write(part)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Reason is why a reading is missing, from a closed set.
type Reason string

// The closed set of reasons.
const (
	Forbidden    Reason = "forbidden"     // the API server refused: a permission is missing
	Timeout      Reason = "timeout"       // no complete answer within the budget
	Unsupported  Reason = "unsupported"   // the component is there but cannot answer this
	Truncated    Reason = "truncated"     // more than the budget allows; an incomplete list proves nothing
	Malformed    Reason = "malformed"     // an answer that could not be read
	NotInstalled Reason = "not-installed" // the API or component does not exist in this cluster
	Unreachable  Reason = "unreachable"   // no connection
	NotRead      Reason = "not-read"      // cancelled, or out of budget, before it was asked
	NotInFiles   Reason = "not-in-files"  // files were given in place of a cluster, and do not hold it
)

// Reasons lists the closed set.
func Reasons() []Reason {
	return []Reason{Forbidden, Timeout, Unsupported, Truncated, Malformed, NotInstalled, Unreachable, NotRead, NotInFiles}
}

// Gap is a reading that is missing, and why.
type Gap struct {
	Kind    string  `json:"kind"`
	Subject Subject `json:"subject"`
	Call    Query   `json:"call"`
	Reason  Reason  `json:"reason"`
	// Needs is what would close the gap, such as the RBAC rule that is missing.
	Needs string `json:"needs,omitempty"`
}

// String is the gap as one clause of a sentence.
func (g Gap) String() string {
	text := "cannot read " + g.Kind
	if g.Subject.Scope != Cluster {
		text += " of " + g.Subject.String()
	}
	text += ": " + string(g.Reason)
	if g.Needs != "" {
		text += " (needs " + g.Needs + ")"
	}
	return text
}
