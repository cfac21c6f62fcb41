// Package kube reads the Kubernetes API, and can do nothing else to it. It is
// the only importer of client-go's clients.
//
// # Contract
//
// [New] gives a [Source] whose tools get and list the resources of one closed
// table; the table is also the RBAC that Netwhy needs ([Source.Access]).
// Protobuf is spoken where the API serves it, lists are paged, noise
// (managedFields, resourceVersion, heartbeats) is stripped and values that look
// like secrets are replaced before anything leaves the package.
//
// # Why
//
// A guard in the HTTP transport refuses every method but GET, and every path
// that leads to Secrets or into a pod. Read-only is therefore a property of the
// connection, not of the callers' discipline. The one question that the API
// takes by POST here, whose a token is, has a connection of its own which lets
// nothing else pass ([Reviewer]); it stores nothing.
//
// An absent object is an empty list; an absent API, a refusal, a time-out are
// failures with a reason. The caller never has to guess which it was.
package kube
