// Package realcluster runs a real Kubernetes on this machine: a control plane
// and two nodes with kubelet, containerd, Cilium or kube-proxy, Hubble Relay and
// CoreDNS, each in namespaces of its own. It is where every claim that Netwhy
// makes about a cluster is tried.
//
// # Contract
//
// [Up] makes a cluster of a name and returns when its nodes and system pods are
// ready; [Open] finds one that runs; [Down] removes one, also what a crash left
// of it. Clusters of different names do not see one another. [Missing] says in
// one sentence what this machine lacks to run any.
//
// The program in the folder cmd does the same from the command line.
//
// # The way of a packet
//
// The control plane's machine is also the router and the world outside:
//
//	127.0.0.1:PORT → API server      the only door to the cluster, for clients here
//	172.30.0.1                       API server and router
//	172.30.0.11, 172.30.0.12         node-a, node-b
//	10.244.0.0/16, 10.96.0.0/16      pods and Services
//	203.0.113.10, 203.0.113.53       an HTTP server and a name server outside
//
// No packet can leave: no machine has a device that leads to the host.
//
// # The node probe
//
// It runs as the product's DaemonSet will, beside the application. Of the two
// ways, one has no privilege at all, and the other what counting the kernel's
// reasons for drops needs. [Cluster.ProbeTLS] is how a client gets in.
//
// # Why
//
// Nothing is faked that the machine can give. Absent are: Azure itself, the
// cilium-operator (its module does not build without a withdrawn dependency; so
// policies have no VALID condition, identities are not collected) and Envoy.
package realcluster
