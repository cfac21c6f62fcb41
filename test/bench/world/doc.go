// Package world makes clusters of any size, with faults in them, and writes them
// into the etcd of a real API server.
//
// # Contract
//
// [New] makes the same cluster from the same size and seed. A node runs 20 pods;
// 200 pods are a namespace, of 20 applications with a Deployment, a Service and ten
// pods each, half of them behind a NetworkPolicy. So a cluster of 5,000 nodes has
// 100,000 pods, 10,000 Services and 5,000 policies, beside what every cluster has:
// CoreDNS, and an agent of Cilium on each node. A namespace is the same in a cluster
// of 50 nodes and in one of 5,000, so that what a question about it costs tells what
// the size of the cluster costs.
//
// A [Fault] is planted in an application or a node: what is wrong, and what has to be
// named by who finds it.
//
// # Why
//
// Objects carry what real ones do and a reader may have to skip: managed fields,
// volumes of tokens, environments, lists of images. Written through the API, they
// would take hours; etcd takes them in seconds, in the API server's own form.
package world
