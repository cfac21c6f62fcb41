// Package scale measures what a question costs in a cluster of any size: its time and
// memory, and the API server's processor and answers; beside it, what the same costs
// who is asked instead.
//
// # Contract
//
// "make scale" writes clusters of 50, 500 and 5,000 nodes into the etcd of a real API
// server, plants faults, and asks of one namespace and of the cluster, each time by a
// new process. Printed are medians, and how many of the planted faults an answer names;
// results.json and plots are written beside. TestQuestions fails where netwhy
// misses a fault that the API alone proves, and never for a time.
//
// # Why
//
// The namespace is the same in each cluster, so what a question about it costs at 5,000
// nodes over what it costs at 50 is what the size of the cluster costs. "Shared" is the
// second of two users who ask the same within seconds.
//
// The API server's processor time is its process's, between two looks at the kernel's
// account; requests and bytes are by its own metrics, without what it asks itself.
// Client and server share the machine's processors.
package scale
