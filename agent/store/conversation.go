package store

import (
	"encoding/json"
	"time"
)

// Conversation is a list of questions and what came of them.
type Conversation struct {
	ID      string    `json:"id"`
	Owner   string    `json:"-"`
	Title   string    `json:"title"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Shared  string    `json:"shared,omitempty"` // the token by which others read it
	// State is that of the last turn, Status that of the last report; empty if
	// there is none.
	State  State  `json:"state,omitempty"`
	Status string `json:"status,omitempty"`
	Turns  []Turn `json:"turns,omitempty"`
}

// State is how far a turn has come.
type State string

// The states of a turn. An interrupted one may have a report of what was read
// until then.
const (
	Running     State = "running"
	Done        State = "done"
	Interrupted State = "interrupted"
	Failed      State = "failed"
)

// Question is what a turn asks.
type Question struct {
	Text      string `json:"question"`
	Namespace string `json:"namespace,omitempty"`
	Rerun     int    `json:"rerun,omitempty"` // the turn whose question is asked again
}

// Turn is one question and what came of it.
type Turn struct {
	Number int `json:"number"` // from 1
	Question
	State      State     `json:"state"`
	Status     string    `json:"status,omitempty"` // the report's
	Asked      time.Time `json:"asked"`
	Ended      time.Time `json:"ended,omitzero"`
	Events     int       `json:"events"` // the number of the last one
	BundleSize int64     `json:"bundleSize,omitempty"`
	Result
	Feedback *Feedback `json:"feedback,omitempty"`
}

// Result is what came of a turn. The store reads words to search for and the
// status out of the report; the rest is bytes to it.
type Result struct {
	Report   json.RawMessage `json:"report,omitempty"`
	Answer   json.RawMessage `json:"answer,omitempty"` // one from what was known
	Pictures json.RawMessage `json:"pictures,omitempty"`
	Why      string          `json:"why,omitempty"` // it has neither, or why there was a new investigation
	Bundle   []byte          `json:"-"`             // only for End
	// Rests is what one has to be allowed to read to see it, a list in JSON; nil
	// if that is not known.
	Rests json.RawMessage `json:"-"`
}

// Event is a step of a turn.
type Event struct {
	Number int       `json:"number"` // from 1, without holes
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

// Page is a part of a list.
type Page struct {
	After string // the last conversation of the page before, empty for the first
	Most  int    // 0 for 50
}
