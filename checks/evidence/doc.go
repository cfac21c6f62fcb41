// Package evidence is the vocabulary of what Netwhy can know: kinds of
// evidence, whose they are, the records that hold them and the gaps where they
// could not be read.
//
// # Contract
//
// A [Kind] is a named, typed sort of evidence. A [Record] is one reading of a
// kind for one [Subject]; it carries the read-only tool call that made it, its
// time and a digest of its payload. A [Gap] says why a reading is missing, with
// a reason from a closed set. A [Snapshot] is an immutable set of both. Nothing
// here reaches a cluster, a file or a clock.
//
// # Why
//
// Every kind of the Kubernetes API is a list, even where one object is asked
// for by name: a complete empty list is the proof that the object is absent,
// while a failed read is a Gap and proves nothing. So "not there" and "could
// not see" cannot be confused by a check.
//
// Kinds declare their reading as data ([Query]): the live source, the RBAC
// rules, the name of the missing permission and the fixtures all follow from it.
package evidence
