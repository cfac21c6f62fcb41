// Package binary has the real programs that the tests run: Kubernetes, Cilium,
// Hubble, CoreDNS and Helm, built from their own modules by test/tools/cluster.
//
// # Contract
//
// [Build] makes what is missing and says how long each took; [Path] only finds
// what is there. A program's place in the user's cache is named by a digest of
// all that decides what it is: the module file, its sums, the toolchain, the
// flags and our own sources. So a second build of the same does nothing, and
// old ones stay for old checkouts.
//
// The program kubectl is for measuring: that of the kube binary carries the API
// server with it, and takes twice the processor time and memory to start.
//
// `go run ./test/binary/install [PROGRAM...]` builds from the command line.
package binary
