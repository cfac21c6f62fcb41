// Package llmtest is a scripted model: a server on loopback that speaks both
// dialects of the wire, Responses and Chat Completions, plays what a test
// tells it to, and records what it was sent.
//
// # Contract
//
// A [Server] answers its n-th request with the n-th [Play] of its script, and
// every further one with the last. A [Say] is an answer, put into the dialect
// and the form, streamed or whole, that the request asks for; a [Fault] is
// anything else that a server may do, byte by byte.
//
// # Why
//
// The shapes are written here by hand, after the reference of the two APIs and
// what Azure, vLLM and Ollama send beyond it. They share no code with the
// provider or its SDK: a test in which both sides have the same
// misunderstanding proves nothing.
package llmtest
