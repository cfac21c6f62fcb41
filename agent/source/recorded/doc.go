// Package recorded answers from files as a cluster would: from a sysdump of
// Cilium, and from what "kubectl get -o yaml" printed.
//
// # Contract
//
// [Objects] is an API server of files, as an [http.RoundTripper]: what reads a
// cluster reads files without knowing. It answers a list only where the files
// are known to hold all of it, and an absence only where such a list proves it;
// anything else is a failure with the reason not-in-files. Secrets are left
// unread. Nothing is written, no link is followed, and what is read is bounded.
//
// # Why
//
// Whether a list is whole is not written in it, so that few things count. A
// sysdump holds whole lists, and of what Cilium is made of single objects, which
// prove nothing of others: not that no other agent enforces policies. A list of
// objects of several namespaces was made with -A; one of a single namespace may
// have been made with -n, and speaks of that namespace alone. A list of nothing
// says neither of what nor of where, unless the name of its file does:
// networkpolicies.all.yaml, or networkpolicies.shop.yaml for the namespace shop.
// A single object speaks of itself. That somebody selected by label cannot be
// seen; the help says not to.
//
// The time in the names of a sysdump is local to whoever made it. What tells it
// in UTC by itself, such as the leases of nodes, tells the zone.
//
// That an API is not installed is proved by what "kubectl api-versions" printed,
// and by nothing else.
//
// A list that was cut off is worse than none. kubectl writes the kind after the
// items, so that a list without a kind is refused.
package recorded
