// Package access says what a user may read, by their own permissions in the
// cluster.
//
// # Contract
//
// [Checker.Of] gives the rights of a user. Each question is put to the API server
// as a SubjectAccessReview and its answer remembered for [Memory]; no answer is a
// no. What the API server does not hold is of the group [tool.Group], which
// nobody serves: RBAC rules grant it by name ([Using], [Auditing], and what the
// sources declare).
//
// # Why
//
// Netwhy reads with an account of its own, and most of what it reads passes no
// API server: flows, counters of kernels. To impersonate its users would make
// that account nearly omnipotent and would not cover these. So it asks, before
// every reading, whether who asks might read the same.
package access
