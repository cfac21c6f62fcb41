package netns

import (
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	corev1 "k8s.io/api/core/v1"
)

// Network is a network namespace in a window.
type Network struct {
	Window *sample.Window
	Name   string // "host", or the pod's

	started time.Time // of the pod, by its node's clock
}

// OfPod is the network of a pod; or why it was not seen, as one clause.
func OfPod(r evidence.Reader, pod *corev1.Pod) (n Network, why string) {
	for _, node := range evidence.PodNetworks.Of(r) {
		if node.Node != pod.Spec.NodeName || !slices.Contains(node.Pods, pod.Name) {
			continue
		}
		if node.Window == nil {
			return n, fmt.Sprintf("the probe of node %s did not answer: %s", node.Node, node.Missing)
		}
		n = Network{Window: node.Window, Name: pod.Name}
		if pod.Spec.HostNetwork {
			n.Name = sample.Host
		} else if pod.Status.StartTime != nil {
			n.started = pod.Status.StartTime.Time
		}
		if n.scope() == nil && !slices.Contains(n.Window.Looked, n.Name) {
			return Network{}, fmt.Sprintf("the probe of node %s did not see the network of pod %s", node.Node, pod.Name)
		}
		return n, ""
	}
	return n, fmt.Sprintf("no node probe has looked at pod %s", pod.Name)
}

// OfNode is a node's own network; or why it was not seen, as one clause.
func OfNode(r evidence.Reader) (n Network, why string) {
	for i := range evidence.NodeCounters.Of(r) {
		return Network{Window: &evidence.NodeCounters.Of(r)[i], Name: sample.Host}, ""
	}
	return n, "no node probe has looked at the node"
}

func (n Network) scope() *sample.Scope { return n.Window.Scope(sample.Namespace, n.Name) }

// Fact is what is known of the namespace beside counters, such as TCP.inuse.
func (n Network) Fact(name string) (string, bool) {
	s := n.scope()
	if s == nil {
		return "", false
	}
	value, known := s.Facts[name]
	return value, known
}

// Listeners are the sockets that take connections or datagrams; false where
// they were not looked at.
func (n Network) Listeners() (list []sample.Listener, looked bool) {
	for _, l := range n.Window.Listens {
		if l.Namespace == n.Name {
			list = append(list, l)
		}
	}
	return list, slices.Contains(n.Window.Looked, n.Name)
}

// Routes are the default and refusing routes; false where they were not looked at.
func (n Network) Routes() (list []sample.Route, looked bool) {
	for _, r := range n.Window.Routes {
		if r.Namespace == n.Name {
			list = append(list, r)
		}
	}
	return list, slices.Contains(n.Window.Looked, n.Name)
}

// Calls are the TCP connections by their peer; false where they were not looked
// at. There may be more open ones than are told.
func (n Network) Calls() (list []sample.Calls, looked bool) {
	for _, own := range n.Window.Ports {
		if own.Namespace == n.Name {
			return own.Calls, true
		}
	}
	return nil, false
}

// Sockets are the UDP sockets that have lost something.
func (n Network) Sockets() []*sample.Scope { return n.Of(sample.Socket) }

// Of are the things of a kind that belong to the namespace.
func (n Network) Of(kind sample.Kind) (list []*sample.Scope) {
	for _, s := range n.Window.Of(kind) {
		if s.Namespace() == n.Name {
			list = append(list, s)
		}
	}
	return list
}
