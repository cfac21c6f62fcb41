// Package tool is the registry of read-only tools: the one gate through which
// the gatherer, an IDE and later a model read a cluster.
//
// # Contract
//
// A [Tool] has a name, a typed handler with a JSON schema for its arguments,
// and what it needs to be allowed. [New] is the only constructor; a tool that
// changes anything cannot be expressed. The [Registry] bounds concurrency,
// gives every call a deadline, turns failures into [Failure] with a reason of
// the closed set, and reports every call to its audit.
//
// # Why
//
// The gatherer calls the typed handler in process, so 100,000 pods never pass
// through JSON arguments; the MCP server presents the same handlers. So there
// is no second way to read that could be less careful.
package tool
