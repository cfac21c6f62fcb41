package exploration

import (
	"fmt"
	"time"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/checks"
)

// Budget bounds what a model may use for one investigation.
type Budget struct {
	Rounds int           `json:"rounds"`
	Calls  int           `json:"calls"`  // checks asked and readings made
	Tokens int           `json:"tokens"` // in and out, of all turns
	Time   time.Duration `json:"time"`
}

// Usual is enough for an ordinary investigation.
var Usual = Budget{Rounds: 2, Calls: 12, Tokens: 12_000, Time: 2 * time.Minute}

// bytesPerToken is how much text a token is thought to be where an endpoint does
// not tell: little, so that the budget is kept.
const bytesPerToken = 3

// left is the remainder of a budget.
type left struct {
	Budget
	spent int // tokens
}

func (l *left) String() string {
	return fmt.Sprintf("%s, %s and about %d tokens left", checks.Count(max(l.Rounds, 0), "round"), checks.Count(max(l.Calls, 0), "call"), max(l.Tokens-l.spent, 0))
}

// charge adds what a turn used.
func (l *left) charge(sent []llm.Message, a llm.Answer) {
	if a.Usage.Known {
		l.spent += a.Usage.Input + a.Usage.Output
		return
	}
	l.spent += guess(append(sent, a.Message))
}

// affords reports whether one more round can be paid, and the explanation after
// it.
func (l *left) affords(talk []llm.Message) bool {
	return l.Rounds > 0 && l.Calls > 0 && l.spent+2*guess(talk) < l.Tokens
}

func guess(talk []llm.Message) (tokens int) {
	for _, m := range talk {
		tokens += len(m.Text)
		for _, c := range m.Calls {
			tokens += len(c.Arguments) + len(c.Broken)
		}
	}
	return tokens / bytesPerToken
}
