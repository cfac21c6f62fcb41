// Package server answers questions about its node, and no others.
//
// # Contract
//
// GET /v1/window answers with a [sample.Window] as JSON. Its parameters:
//
//	seconds=10      length of the window; 1 to 60
//	fresh=true      begin the window now, and wait for its end
//	pods=UID,UID    only these pods' namespaces; without it none but the node's
//	kinds=cpu,netns only these kinds
//
// Without fresh=true the window ends now and began at a sample that was taken
// before, so that what just happened can still be seen.
//
// A client needs a certificate of the authority that the server was given.
// /healthz and /metrics answer to anybody who reaches the node's address on
// the other port, which they have to themselves; both say nothing of the node.
//
// # Why
//
// Answers are bounded by construction: nothing but numbers, names of devices
// and addresses leaves the probe, never the content of a file. Requests are
// limited in rate and in number, since each costs the node processor time.
package server
