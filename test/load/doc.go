// Package load measures "netwhy serve" with many users at once: the built program
// and its SQLite file, before a real API server that holds some hundred objects.
//
// # Contract
//
// A user follows a script: ask, follow the steps and lose the connection once,
// read the report, open the evidence of a finding, ask a follow-up, ask again and
// compare. One user does so alone and says what is right and how long it takes;
// then a hundred do at once, who read for a while between two steps, and then a
// hundred who do not. Whoever sees an error, an event twice or not at all, or
// another answer than the one user did, fails the test. "make load" also holds the
// times and the memory against bounds.
//
// # Why
//
// Somebody who got a report reads it. Users who never pause are a queue, and the
// time in a queue tells how many stand in it: that time is printed, and not held
// against a bound. Clients, API server, etcd and the program share the machine's
// processors, so what is measured is all of them.
package load
