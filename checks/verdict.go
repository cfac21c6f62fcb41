package checks

import "fmt"

// Verdict is the answer of a check for one subject.
type Verdict int

const (
	// Unknown means the check could not see enough. It is the zero value, so
	// what nobody judged is never taken for health.
	Unknown Verdict = iota
	// Pass means the evidence rules the fault out.
	Pass
	// Fail means the evidence proves the fault.
	Fail
	// Skip means the question does not apply to the subject.
	Skip
)

var verdictNames = [...]string{"unknown", "pass", "fail", "skip"}

// rank orders verdicts within one finding: the higher stays.
var verdictRank = [...]int{Unknown: 3, Pass: 2, Fail: 4, Skip: 1}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict's name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the verdict's name.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("cannot read verdict %q: want unknown, pass, fail or skip", text)
}

// Weight says what a failure means.
type Weight int

const (
	// Fault is a failure that breaks traffic, or would.
	Fault Weight = iota
	// Risk is a failure that breaks nothing yet. It is listed apart, is never a
	// root cause and never turns a report's status.
	Risk
)

func (w Weight) String() string { return [...]string{"fault", "risk"}[w] }

// MarshalText writes the weight's name.
func (w Weight) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads the weight's name.
func (w *Weight) UnmarshalText(text []byte) error {
	switch string(text) {
	case "fault":
		*w = Fault
	case "risk":
		*w = Risk
	default:
		return fmt.Errorf("cannot read weight %q: want fault or risk", text)
	}
	return nil
}
