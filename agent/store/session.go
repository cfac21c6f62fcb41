package store

import (
	"context"
	"time"
)

// Session is a browser that is signed in, or signing in. Its name is the hash of
// what the browser has, which the store is never given.
type Session struct {
	Owner  string // empty while somebody is signing in
	Data   []byte // whose meaning is the sign-in's
	Expiry time.Time
}

// Sessions keeps who is signed in, and who agreed to what.
type Sessions interface {
	// BeginSession adds one. Beyond the limit, the owner's oldest makes room.
	BeginSession(ctx context.Context, hash string, s Session) error
	// Session gives one that has not expired.
	Session(ctx context.Context, hash string) (Session, error)
	// KeepSession writes data and expiry of one that is there: what was ended
	// meanwhile stays so, and is [ErrAbsent].
	KeepSession(ctx context.Context, hash string, data []byte, expiry time.Time) error
	// EndSession ends one, if it is there.
	EndSession(ctx context.Context, hash string) error
	// EndSessions ends all of an owner.
	EndSessions(ctx context.Context, owner string) error

	// Consent writes down that an owner agrees to a text.
	Consent(ctx context.Context, owner, digest string) error
	// Consented reports whether an owner agreed to a text.
	Consented(ctx context.Context, owner, digest string) (bool, error)
}
