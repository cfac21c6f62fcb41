// Package store keeps conversations: questions, the steps of their
// investigations, reports, evidence, what users say of them, and who asked what.
// It keeps them in SQLite for one replica, in PostgreSQL for several; both pass
// the same tests.
//
// # What is in it
//
// Questions as users typed them, reports and bundles as they were recorded (no
// Secret is read, and what looks like one is redacted before a record is made),
// comments, and the names and groups that callers have at their sign-in. No token,
// key, cookie or password of anybody is given to it; of a session, a hash. A share token is kept as it is:
// it opens one conversation, which lies beside it. Nothing is encrypted here;
// that is the disk's part.
//
// # Why
//
// An owner is part of every query, so that what is another's is not found rather
// than found and then refused. A method that succeeded has written: what it
// acknowledged is there after a kill at any moment. A turn is ended by the
// replica that began it, or marked interrupted by another once that one's lease
// has run out. Events have numbers without holes in the order in which they are
// seen, so that who says the last one has missed none.
package store
