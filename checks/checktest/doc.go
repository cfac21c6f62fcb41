// Package checktest tries checks on their fixtures, and then attacks them.
//
// # Contract
//
// A fixture is one txtar file a check. Its header names the subject and the
// cases, each with what it wants:
//
//	subject: Service shop/web
//	case pass
//	want: pass | selects 2 pods
//	case near-miss: the label differs on a workload that nobody asked for
//	want: pass
//	case fail
//	want: fail | app=wbe
//	object: Service shop/web
//	fix: kubectl -n shop patch service web
//	case unknown
//	gap: pods forbidden
//	want: unknown | forbidden
//
// A call's subject is written "Deployment shop/web → Service payments/api".
//
// Its files are pasted output. NAME.yaml holds Kubernetes objects as kubectl
// prints them, for all cases; CASE/NAME.yaml those of one case, where an object
// replaces the common one of the same kind, namespace and name. KIND.txt holds
// log lines as "kubectl logs --prefix" prints them, with --timestamps or without,
// KIND.json a list for kinds that are no Kubernetes objects. What a fixture does
// not mention was read and is empty; a log or list that is not there is a gap.
//
// The attacks on every case: a record is taken away (the verdict may only
// become Unknown); only what was cited is kept (same finding); everything is
// repeated years later and shuffled (same bytes); open samples are thinned
// (nothing becomes Pass); what was read equals what was declared.
//
// # Why
//
// The clock attack runs inside a testing/synctest bubble, where years pass at
// once, so that a check which reads the clock is caught without waiting.
package checktest
