package store

import "time"

// Entry is one line of the audit log.
type Entry struct {
	Number int64     `json:"number"` // the store's
	Time   time.Time `json:"time"`   // the store's
	Actor  string    `json:"actor"`  // an owner
	Face   string    `json:"face"`   // web, mcp, …: how it came
	Action string    `json:"action"` // ask, share, export, …
	// Conversation and Turn say of what, where there is one.
	Conversation string `json:"conversation,omitempty"`
	Turn         int    `json:"turn,omitempty"`
	Asked        string `json:"asked,omitempty"`  // the question, or the arguments of a tool
	Denied       string `json:"denied,omitempty"` // why it was refused, empty if it was not
	// Reads are the readings that were made for it.
	Reads   []Read `json:"reads,omitempty"`
	Omitted int    `json:"omitted,omitempty"` // how many more there were than are kept
}

// Read is one reading of the cluster.
type Read struct {
	Call  string `json:"call"`            // the reading as a command
	Items int    `json:"items,omitempty"` // how many objects it gave
	Gap   string `json:"gap,omitempty"`   // why it gave nothing
}

// Filter chooses entries of the audit log.
type Filter struct {
	Actor  string    // empty for all
	Since  time.Time // zero for all
	Before int64     // only numbers below it, 0 for all
	Most   int       // 0 for 100
}
