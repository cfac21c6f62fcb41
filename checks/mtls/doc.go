// Package mtls checks the mutual TLS that Cilium puts between pods by ztunnel:
// whether what it needs runs, who is enrolled, and what does not go together
// with it.
//
// # Contract
//
// Every check skips a cluster whose cilium-config does not switch ztunnel on. A
// namespace is enrolled if its label io.cilium/mtls-enabled is "true"; whether its
// pods really are, no object tells.
//
// # Why
//
// Enrolled pods send to TCP port 15008 whatever port the program dialled, before
// the packet leaves the pod. So a policy for the program's port no longer fits,
// which is what goes wrong most.
package mtls
