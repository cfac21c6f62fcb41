// Package postgres gives tests a real PostgreSQL: Debian's server on a unix
// socket in a folder that the test made, as a user other than root.
//
// # Why
//
// A database of tests that shares nothing with the machine's own can be killed,
// and leaves nothing behind. The server dies with the test binary. Where it is
// absent the test is skipped with the reason, or fails when CI=true.
package postgres
