// Package scale measures what a question costs in a cluster of any size: the time until
// a first finding and until the report, its processor time and memory, and the API
// server's processor and answers; beside it, what the same costs who is asked instead.
//
// # Contract
//
// "make scale" writes clusters of 50, 500 and 5,000 nodes into the etcd of a real API
// server, plants faults, and asks of one namespace and of the cluster, each time by a
// new process: netwhy by the API alone; with a scripted language model (-model); with
// the real server of a node probe for each node (-probes) and a relay of Hubble over
// full rings, 5 million flows at 5,000 nodes (-flows 1000); and the peers (-peers) of
// package peer. With -away 50ms everybody is as far from the API server. Printed are
// medians, how many of the planted faults are found, what each takes in proportion to
// netwhy by the API alone, and everybody's version. results.json, results.md and plots
// are written into a folder (-into).
//
// TestQuestions fails where netwhy misses a fault that the API alone proves, or takes
// for well what is not, and never for a time. A node or a workload that it says it has
// not looked at counts as not found.
//
// "make costs" (TestCosts) is the short form. It keeps a small cluster, has the netwhy
// of the commit before and this one asked about it in turn, and fails where this one
// costs more by the ratios in [worse], or finds less, as package compare says it.
//
// # What is compared
//
// Netwhy's time ends with a judged answer: causes, evidence, remedies. That of a peer
// ends when all is read that an answer needs, which somebody has still to judge: a model
// that is asked between the reads and reads megabytes of tables, or a person. None of
// that is in a peer's figures, so a peer has no first finding and no model tokens, and a
// fault counts as found by a peer if what it printed shows it at all. All are asked the
// same about the same API server, one after the other, each as often, after asking once
// unmeasured, so that nobody pays for what the API server does for the first who asks, or
// tidies away for who was there before. Faults that only probes and flows tell of are
// planted all the time, and counted for who is given these.
//
// # Why
//
// The namespace is the same in each cluster, so what a question about it costs at 5,000
// nodes over what it costs at 50 is what the size of the cluster costs. "Shared" is the
// second of two users who ask the same within seconds.
//
// The first finding is when "netwhy ask --steps" tells of the first check that fails. It
// is no status: what is read after it may explain the failure.
//
// The API server's processor time is its process's, between two looks at the kernel's
// account; requests and bytes are by its own metrics, without what it asks itself.
// Client, server, probes and relay share the machine's processors. Model tokens are
// those of the report's bill: what goes in and out, as the endpoint counts them.
//
// Of two commits both programs are asked about the same API server, by this one's
// benchmark: requests and bytes then hardly vary, and what does troubles both alike.
package scale
