// Command session is a client of an MCP server: it starts one, has it read what
// a question needs, and ends it.
//
// # Contract
//
// Standard input has a peer.Request, standard output gets the peer.Result, and
// the request's file what the reads returned. A read that fails is told in the
// result; the exit status is 1 only if the server could not be asked at all.
//
// # Why
//
// It is a program, and a module of its own, since the product's module does not
// require the official SDK; and what a client costs is not charged to the server.
package main
