// Package cyclonus puts the cases of mattfenwick/cyclonus, which conformance
// of NetworkPolicies is tested with, to package reach: truth tables that
// nobody here wrote. Every case is asked as objects of Kubernetes, and every
// answer compared with that of cyclonus' own engine.
//
// It is a module of its own, since cyclonus was made for Kubernetes 0.30 and
// brings clients of HTTP and web sockets and a logger, a dozen modules that
// the product must not carry in its go.mod. The versions that both need are
// the product's. "make cyclonus" runs it.
package cyclonus
