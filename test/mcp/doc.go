// Package mcp tries "netwhy mcp" with clients that nobody here wrote, against a
// real API server: the official Go SDK, the inspector's command line, and the
// conformance suite of the protocol.
//
// # Contract
//
// The program is the built one, as an IDE starts it: over standard input and
// output, over HTTP with tokens that the API server reviews, and through the
// bridge between the two. Every tool, resource and prompt that it lists is used,
// and every answer is held against the schema that the tool published.
//
// # Why
//
// The product's own tests speak with it by the client of the library that it is
// made of, and two halves of one library agree on their mistakes.
//
// It is a module of its own, since the product uses neither the SDK nor Node.
package mcp
