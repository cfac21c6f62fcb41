// Package apiserver gives tests a real Kubernetes control plane: etcd,
// kube-apiserver and kube-controller-manager as processes on loopback.
//
// # Contract
//
// [Start] gives a test its own [Cluster] and ends it with the test; [Shared]
// gives one to all tests of a package. Where etcd or the kube binary is absent
// the test is skipped with the reason, or fails when CI=true or
// NETWHY_REQUIRE_APISERVER=1. Package binary builds the programs.
//
// There are no kubelets: nodes and pods are what a test applies, with the
// status that it applies. Real are: validation, defaulting, RBAC, server-side
// apply, CRDs, and the controllers that derive Endpoints and EndpointSlices
// from Services and Pods. A pod enters an EndpointSlice only if its Node
// exists, as in any cluster; [Cluster.WaitEndpoints] names the pods left out.
//
// # Why
//
// A hand-written EndpointSlice is what its author believes the controller does.
// Where the facts can come from the real component, they do.
//
// No controller runs that would undo a test's status or wait for a kubelet:
// node lifecycle, pod and object garbage collection, Deployments. Likewise the
// admission plugins ServiceAccount (bare pods need no account) and
// TaintNodesByCondition (nobody would take the taint away again) are off.
//
// The `kubernetes` Service publishes an address of TEST-NET-1: an API server
// cannot publish a loopback address, and nothing here connects to it.
//
// Each process is started from a thread that lives as long as the process, so
// that the parent-death signal means the death of the test binary and nothing
// else: a test that panics or is killed leaves no control plane behind.
package apiserver
