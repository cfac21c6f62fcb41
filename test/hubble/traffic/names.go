package traffic

import (
	"fmt"
	"maps"
	"slices"

	flowpb "github.com/cilium/cilium/api/v1/flow"
)

// Names are how a cluster calls its parts, which are counted from 0.
type Names struct {
	Namespace func(namespace int) string
	Workload  func(app int) string
	// Pod names a pod by its workload and its number among all pods.
	Pod  func(app, pod int) string
	Node func(node int) string
}

// AKS names as AKS does: Deployments, their pods, and nodes of four pools.
var AKS = Names{
	Namespace: func(n int) string { return fmt.Sprintf("ns-%03d", n) },
	Workload:  func(app int) string { return fmt.Sprintf("app-%d", app) },
	Pod:       func(app, pod int) string { return fmt.Sprintf("app-%d-5b8c9d7f6-%05d", app, pod) },
	Node:      func(n int) string { return fmt.Sprintf("aks-pool%d-%05d", n%4, n) },
}

// World is what a cluster consists of. Each namespace has the same workloads.
type World struct {
	Names                             Names
	Nodes, Namespaces, Apps, Replicas int
	Seed                              uint64
	// Denied are the workloads, as namespace/name, to which policies let nobody in;
	// the value is the policy that says so, as kind/name, and empty where none does
	// and all lack a rule that would allow it.
	Denied map[string]string
	// Dropped are workloads, to which packets are dropped for another reason.
	Dropped map[string]flowpb.DropReason
}

// Pods counts them all.
func (w *World) Pods() int { return w.Namespaces * w.Apps * w.Replicas }

// place is where a pod belongs: its namespace, its workload and its node, which runs
// some pods in a row.
func (w *World) place(pod int) (namespace, app, node int) {
	return pod / (w.Apps * w.Replicas), pod / w.Replicas % w.Apps, pod / w.row() % w.Nodes
}

// row is how many pods in a row are of one node.
func (w *World) row() int { return max(1, w.Pods()/w.Nodes) }

// of are the pods of a node.
func (w *World) of(node int) (pods []int) {
	for first := node * w.row(); first < w.Pods(); first += w.row() * w.Nodes {
		for pod := first; pod < min(first+w.row(), w.Pods()); pod++ {
			pods = append(pods, pod)
		}
	}
	return pods
}

// Number is that of a workload's pod.
func (w *World) Number(namespace, app, replica int) int {
	return (namespace*w.Apps+app)*w.Replicas + replica
}

// Address is the IP of a pod.
func Address(pod int) string {
	return fmt.Sprintf("10.%d.%d.%d", 16+pod>>16&127, pod>>8&255, pod&255)
}

// Valid says what a world lacks, or whom it denies without having them.
func (w *World) Valid() error {
	if w.Nodes < 1 || w.Namespaces < 1 || w.Apps < 1 || w.Replicas < 1 {
		return fmt.Errorf("a world of %d nodes and %d namespaces with %d workloads of %d pods has no flows: want one or more of each", w.Nodes, w.Namespaces, w.Apps, w.Replicas)
	}
	known := map[string]bool{}
	for namespace := range w.Namespaces {
		for app := range w.Apps {
			known[w.Names.Namespace(namespace)+"/"+w.Names.Workload(app)] = true
		}
	}
	for _, workload := range append(slices.Sorted(maps.Keys(w.Denied)), slices.Sorted(maps.Keys(w.Dropped))...) {
		if !known[workload] {
			return fmt.Errorf("cannot drop what is sent to %s: there is no such workload, want one as %s/%s", workload, w.Names.Namespace(0), w.Names.Workload(0))
		}
	}
	return nil
}
