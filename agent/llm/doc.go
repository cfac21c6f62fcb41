// Package llm asks a language model. It is the only importer of the SDK of
// models and of Microsoft Entra, and knows nothing of clusters, checks or
// prompts.
//
// # Contract
//
// A [Provider] answers one turn: a [Request] of messages, tools and perhaps a
// schema, with an [Answer] of text, calls or JSON that fits the schema. [New]
// makes one of [Settings]: Azure OpenAI with a key or Microsoft Entra, OpenAI,
// or any endpoint that speaks the same. An [Account] before it keeps the bill.
//
// Both dialects, Responses and Chat Completions, streamed or whole, give the
// same answers and errors; one table of tests holds them to that. What the
// endpoint lacks, it complains of, and is asked without from then on
// ([Endpoint.Lacks]): a schema goes into words, calls are told one by one. What
// a server of one's own ignores without a word is noticed by its answer: calls
// that were forbidden, a limit that was reached, a conversation that was not
// read in full. An answer is held against its schema in every case. [Examine]
// finds all this out beforehand.
//
// Whatever fails is an [*Error] of a [Kind], which says what to do. It names
// model and endpoint, and never the key: endpoints that repeat it are cut
// short. All that an endpoint sends is bounded, in bytes and time. Text of a
// model is as hostile as text of a cluster, and is handed on as it came: who
// shows it must clean it.
//
// A request is sent again, after a while with some chance in it or after as
// long as the endpoint asks for, only before its answer has begun. An endpoint
// that fails several times in a row is left alone for a while. A redirect to
// another host is not followed. Proxy and certificates come from the
// environment: HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE. Nothing is stored at the
// endpoint; reasoning that it wants back goes along encrypted, in
// [Message.Carry].
//
// # Why
//
// Two dialects, because new models of reasoning take tools only in the one,
// and servers of one's own often know only the other. Which one is found out.
//
// Retries, bounds and the reading of errors stand below the SDK, in the door:
// only there are the headers of a response that failed, and the SDK's own
// reader keeps lines of any length and cannot tell a stream that was cut from
// one that ended.
//
// Abilities are learned from complaints and not from names: behind the name of
// a deployment any model may stand.
//
// A stream's pieces are shown and never used: what counts is the whole.
package llm
