package store

import (
	"context"
	"errors"
)

// Errors that callers tell apart. All others are failures of the database.
var (
	// ErrAbsent says that there is nothing of that name, for this owner.
	ErrAbsent = errors.New("there is no such conversation, or it is not yours")
	// ErrEnded says that a turn is no longer this replica's to write.
	ErrEnded = errors.New("the turn has ended")
	// ErrBusy says that the last question is still being answered.
	ErrBusy = errors.New("the last question is still being answered: wait, or stop it")
	// ErrLimit says that something is larger than it may be, or one too many; the
	// error that wraps it says what.
	ErrLimit = errors.New("a limit is reached")
)

// Store keeps conversations. All of a conversation is its owner's: for anybody
// else it is [ErrAbsent]. Several goroutines may use it.
type Store interface {
	Begin(ctx context.Context, owner, title string) (Conversation, error)
	// List gives conversations without their turns, those that changed last
	// first. With words to search for, only those with a turn whose question or
	// report has all of them, or words that begin so.
	List(ctx context.Context, owner, search string, page Page) ([]Conversation, error)
	// Get gives a conversation with its turns, without bundles.
	Get(ctx context.Context, owner, id string) (Conversation, error)
	Rename(ctx context.Context, owner, id, title string) error
	Delete(ctx context.Context, owner, id string) error
	// Share makes or withdraws the token by which others read a conversation.
	Share(ctx context.Context, owner, id string, on bool) (token string, err error)
	// Shared says which conversation a token opens.
	Shared(ctx context.Context, token string) (owner, id string, err error)

	// Ask adds a turn, which is running until End; until then, no other is added.
	Ask(ctx context.Context, owner, id string, q Question) (Turn, error)
	// Step adds an event to a running turn. Its number and time are the store's.
	Step(ctx context.Context, owner, id string, turn int, e Event) error
	// End writes what came of a turn, once.
	End(ctx context.Context, owner, id string, turn int, state State, r Result) error
	// Rate says what the owner thinks of a turn; nil takes it back.
	Rate(ctx context.Context, owner, id string, turn int, f *Feedback) error
	// Turn gives one turn, without its bundle.
	Turn(ctx context.Context, owner, id string, turn int) (Turn, error)
	// Bundle gives the evidence of a turn; [Turn.BundleSize] says how much that is.
	Bundle(ctx context.Context, owner, id string, turn int) ([]byte, error)
	// Follow tells the events of a turn after a number, old and new, until the
	// turn has ended. After another error the caller comes back with the last
	// number that it was told, and misses nothing.
	Follow(ctx context.Context, owner, id string, turn, after int, tell func(Event) error) error

	// Audit writes down who did what. It is kept when a conversation is deleted.
	Audit(ctx context.Context, e Entry) error
	// Audited gives entries of all actors, the newest first. It is for those who
	// may see that.
	Audited(ctx context.Context, f Filter) ([]Entry, error)

	Sessions

	// Sweep removes what is older than it may be; a store does so by itself from
	// time to time.
	Sweep(ctx context.Context) (Swept, error)
	// Ready reports whether the database answers.
	Ready(ctx context.Context) error
	// Close marks this replica's running turns as interrupted and lets go of the
	// database.
	Close() error
}
