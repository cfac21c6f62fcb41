package world

import (
	"fmt"
	"math/rand/v2"
)

// Kind is what is wrong with an application or a node.
type Kind string

const (
	Selects   Kind = "the Service selects no pod"
	Leads     Kind = "the Service leads to a port that nobody listens on"
	NotReady  Kind = "no pod is ready"
	Isolated  Kind = "a policy lets nobody in"
	NodeDown  Kind = "the node is not ready"
	NoNetwork Kind = "the node's network is not set up"
)

// ofApps and ofNodes are in the order in which they are planted.
var (
	ofApps  = []Kind{Selects, Leads, NotReady, Isolated}
	ofNodes = []Kind{NodeDown, NoNetwork}
)

// Fault is something that is wrong.
type Fault struct {
	Kind      Kind
	Namespace string // empty: that of a node
	Name      string // of the Service or the node
	// Proof is what has to be in what somebody read who is to see the fault: all of
	// it, anywhere. Row has to be in one line, where tables show the fault.
	Proof, Row []string
	// Check is the one that fails for it, where others of the same subject may, too.
	Check string
}

// Provable reports whether the API alone proves the fault. Who listens in a pod is told
// by the probe of its node.
func (f Fault) Provable() bool { return f.Kind != Leads }

// Target is the namespace that the faults of one namespace are in.
const Target = 1

// most faults of nodes and of namespaces beside the target.
const most = 12

// plant puts one fault of each kind into the target, and some elsewhere.
func (w *World) plant(chance *rand.Rand) {
	namespaces := []int{Target}
	for range min(most, w.Namespaces-1) / len(ofApps) {
		namespaces = append(namespaces, chance.IntN(w.Namespaces))
	}
	for _, namespace := range namespaces {
		numbers := chance.Perm(AppsPerNamespace)
		for i, kind := range ofApps {
			a := App{namespace, numbers[i]}
			if kind == Isolated { // those with a policy have even numbers
				for a.Number%2 != 0 || w.apps[a] != "" {
					a.Number = chance.IntN(AppsPerNamespace)
				}
			}
			if w.apps[a] == "" {
				w.apps[a] = kind
				w.Faults = append(w.Faults, w.ofApp(a, kind))
			}
		}
	}
	for i, n := range chance.Perm(w.Nodes)[:min(most, w.Nodes/10)] {
		kind := ofNodes[i%len(ofNodes)]
		w.nodes[n] = kind
		f := Fault{Kind: kind, Name: NodeName(n), Proof: []string{NodeName(n)}}
		if kind == NodeDown {
			f.Row = []string{NodeName(n), "NotReady"}
		} else {
			f.Proof = append(f.Proof, "node.kubernetes.io/network-unavailable")
		}
		w.Faults = append(w.Faults, f)
	}
}

func (w *World) ofApp(a App, kind Kind) Fault {
	f := Fault{Kind: kind, Namespace: a.In(), Name: a.Name(), Proof: []string{a.Name()}}
	switch kind {
	case Selects:
		f.Proof = append(f.Proof, wrong(a))
	case Leads:
		f.Proof = append(f.Proof, fmt.Sprint(wrongPort))
	case NotReady:
		f.Row = []string{a.Name() + "-" + hash, "0/1"}
	case Isolated:
		f.Proof = append(f.Proof, "Ingress")
	}
	return f
}

const wrongPort = 9999

// wrong is the label of a Service that selects nothing.
func wrong(a App) string { return a.Name() + "-v2" }
