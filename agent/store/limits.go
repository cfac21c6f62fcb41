package store

import (
	"cmp"
	"time"
)

// Limits bound what is kept. A field that is zero has the value of [Defaults].
type Limits struct {
	Question      int // bytes of a question, a title, a namespace, a step or a comment
	Conversations int // of one owner
	Turns         int // of one conversation
	Events        int // of one turn
	Report        int // bytes of a report, its pictures and its answer together
	Conversation  int // bytes of all reports of one conversation
	Bundle        int // bytes of a bundle
	Bundles       int // bytes of all bundles; the oldest go first, their reports stay
	Entry         int // bytes of the readings of an entry of the audit log
	Sessions      int // of one owner at once

	// How long something is kept after its last change.
	KeepConversation time.Duration
	KeepBundle       time.Duration
	KeepAudit        time.Duration // and who agreed to what
}

const day = 24 * time.Hour

// Defaults are the limits of a store that is told none.
var Defaults = Limits{
	Question: 8 << 10, Conversations: 1000, Turns: 100, Events: 5000,
	Report: 4 << 20, Conversation: 32 << 20, Bundle: 32 << 20, Bundles: 4 << 30, Entry: 1 << 20, Sessions: 20,
	KeepConversation: 90 * day, KeepBundle: 30 * day, KeepAudit: 365 * day,
}

// Swept counts what [Store.Sweep] removed.
type Swept struct {
	Conversations, Bundles, Entries int
}

// orDefaults puts defaults in the place of what is zero.
func (l Limits) orDefaults() Limits {
	for field, value := range map[*int]int{
		&l.Question: Defaults.Question, &l.Conversations: Defaults.Conversations, &l.Turns: Defaults.Turns, &l.Events: Defaults.Events,
		&l.Report: Defaults.Report, &l.Conversation: Defaults.Conversation, &l.Bundle: Defaults.Bundle, &l.Bundles: Defaults.Bundles, &l.Entry: Defaults.Entry, &l.Sessions: Defaults.Sessions,
	} {
		*field = cmp.Or(*field, value)
	}
	l.KeepConversation = cmp.Or(l.KeepConversation, Defaults.KeepConversation)
	l.KeepBundle = cmp.Or(l.KeepBundle, Defaults.KeepBundle)
	l.KeepAudit = cmp.Or(l.KeepAudit, Defaults.KeepAudit)
	return l
}
