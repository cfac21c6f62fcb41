package web

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/netwhy/netwhy/agent/report"
)

// Conversation is a list of questions and what came of them.
type Conversation struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Shared  string    `json:"shared,omitempty"` // the token by which others read it
	Turns   []Turn    `json:"turns,omitempty"`
	// State and Status are those of the last turn that was an investigation.
	State  State         `json:"state,omitempty"`
	Status report.Status `json:"status,omitempty"`
}

// State is how far a turn has come.
type State string

// The states of a turn.
const (
	Running     State = "running"
	Done        State = "done"
	Interrupted State = "interrupted"
	Failed      State = "failed"
)

// Turn is one question. A turn has a report, an answer from what is known, or
// the reason why it has neither.
type Turn struct {
	Number    int       `json:"number"` // from 1
	Question  string    `json:"question"`
	Namespace string    `json:"namespace,omitempty"`
	Rerun     int       `json:"rerun,omitempty"` // the turn whose question was asked again
	State     State     `json:"state"`
	Asked     time.Time `json:"asked"`
	Ended     time.Time `json:"ended,omitzero"`
	Result
	Feedback *Feedback `json:"feedback,omitempty"`
}

// Result is what came of a turn.
type Result struct {
	Report   json.RawMessage `json:"report,omitempty"`
	Answer   *Answer         `json:"answer,omitempty"`
	Why      string          `json:"why,omitempty"` // it has neither, or why there was a new investigation
	Pictures json.RawMessage `json:"pictures,omitempty"`
	Bundle   []byte          `json:"-"`
}

// Answer is one from what earlier investigations found.
type Answer struct {
	Lines     []string          `json:"lines,omitempty"`
	Sentences []report.Sentence `json:"sentences,omitempty"`
	Dropped   int               `json:"dropped,omitempty"`
	Failed    string            `json:"failed,omitempty"`
}

// Event is a step of a turn.
type Event struct {
	Number int       `json:"number"` // from 1
	Time   time.Time `json:"time"`
	Step   string    `json:"step"`
	Done   int       `json:"done,omitempty"`
	Of     int       `json:"of,omitempty"`
}

// Feedback is what the owner says of a turn.
type Feedback struct {
	Up      bool   `json:"up"`
	Comment string `json:"comment,omitempty"`
}

// errNothing says that there is nothing of that name, for this caller.
var errNothing = errors.New("there is no such conversation, or it is not yours")

// Desk keeps conversations. All but Shared are of an owner: what is another's is
// [errNothing].
type Desk interface {
	Begin(ctx context.Context, owner, title string) (Conversation, error)
	List(ctx context.Context, owner, search string) ([]Conversation, error)
	Get(ctx context.Context, owner, id string) (Conversation, error)
	Delete(ctx context.Context, owner, id string) error
	Share(ctx context.Context, owner, id string, on bool) (token string, err error)
	Shared(ctx context.Context, token string) (owner, id string, err error)

	Ask(ctx context.Context, owner, id string, turn Turn) (Turn, error)
	Step(ctx context.Context, owner, id string, turn int, e Event) error
	End(ctx context.Context, owner, id string, turn int, state State, result Result) error
	Rate(ctx context.Context, owner, id string, turn int, f *Feedback) error
	// Follow tells the events of a turn after a number, old and new, until the
	// turn has ended.
	Follow(ctx context.Context, owner, id string, turn, after int, tell func(Event) error) error
}
