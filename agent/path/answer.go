package path

import (
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
)

// Answer is what policies say of a path.
type Answer struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Verdict string `json:"verdict"` // allowed, denied, unknown or differs
	Ways    []Way  `json:"ways"`
	// Notes say what the question was taken to mean, and what is not judged.
	Notes []string `json:"notes,omitempty"`
	// Gaps are readings without which the answer is not known.
	Gaps []evidence.Gap `json:"gaps,omitempty"`
}

// Way is one way from an end to the other: pods that differ may be governed
// by different policies.
type Way struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Port    string `json:"port"`
	Verdict string `json:"verdict"`
	Leaving Side   `json:"leaving"`
	Enter   Side   `json:"entering"`
	// Open are policies that would open the way and nothing else.
	Open []Opening `json:"open,omitempty"`
	// NoOpen says why none is suggested.
	NoOpen string `json:"noOpen,omitempty"`
}

// Opening is a policy that would open a way.
type Opening struct {
	Policy   reach.Policy `json:"policy"`
	Manifest string       `json:"manifest"`        // as YAML
	Wider    string       `json:"wider,omitempty"` // what else it opens
}

// Side is the verdict about one end, in words.
type Side struct {
	Verdict string `json:"verdict"`
	Says    string `json:"says"`
	// Policies are those that decide, or that select the end.
	Policies []reach.Policy `json:"policies,omitempty"`
}

// The words of verdicts.
const (
	Allowed = "allowed"
	Denied  = "denied"
	Unknown = "unknown"
	Differs = "differs" // some ways are open and others not
)

// ExitCode is that of the command: as for a report, 0 is well, 1 is not, and 2
// is what could not be told.
func (a *Answer) ExitCode() int {
	switch a.Verdict {
	case Allowed:
		return 0
	case Denied, Differs:
		return 1
	}
	return 2
}

func word(v reach.Verdict) string {
	if v == reach.Unknown {
		return Unknown
	}
	return string(v)
}

// overall is the verdict of all ways together.
func overall(ways []Way) string {
	count := map[string]int{}
	for _, w := range ways {
		count[w.Verdict]++
	}
	switch n := len(ways); {
	case n == 0:
		return Unknown
	case count[Allowed] == n:
		return Allowed
	case count[Denied] == n:
		return Denied
	case count[Denied] > 0:
		return Differs
	}
	return Unknown
}
