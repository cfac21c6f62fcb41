package apiserver

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
)

// ErrNoNode says that the controller leaves pods out because their Node does
// not exist, which in a fixture is mostly an omission.
var ErrNoNode = errors.New("pods are on nodes that do not exist, so no EndpointSlice holds them")

// WaitEndpoints waits until the EndpointSlices of all Services of a namespace
// that have a selector say what Services, Pods and Nodes now imply. If pods are
// left out for want of a Node, it ends with an error that wraps [ErrNoNode].
func (c *Cluster) WaitEndpoints(ctx context.Context, namespace string) error {
	var behind error
	var homeless []string
	err := wait.PollUntilContextTimeout(ctx, pace, patience, true, func(ctx context.Context) (bool, error) {
		w, err := c.look(ctx, namespace)
		if err != nil {
			return false, err
		}
		homeless, behind = w.homeless(), w.behind()
		return behind == nil, nil
	})
	if err != nil {
		return fmt.Errorf("cannot wait for the endpoints in %s: %w", namespace, errors.Join(err, behind))
	}
	if len(homeless) > 0 {
		return fmt.Errorf("%w: %v", ErrNoNode, homeless)
	}
	return nil
}

// world is what decides about the endpoints of a namespace, and what was decided.
type world struct {
	services []corev1.Service // those with a selector
	pods     []corev1.Pod
	nodes    map[string]bool
	slices   map[string][]discoveryv1.EndpointSlice // of a Service
}

func (c *Cluster) look(ctx context.Context, namespace string) (*world, error) {
	core, all := c.typed.CoreV1(), metav1.ListOptions{}
	found, err := c.typed.DiscoveryV1().EndpointSlices(namespace).List(ctx, all)
	if err != nil {
		return nil, err
	}
	services, err := core.Services(namespace).List(ctx, all)
	if err != nil {
		return nil, err
	}
	pods, err := core.Pods(namespace).List(ctx, all)
	if err != nil {
		return nil, err
	}
	nodes, err := core.Nodes().List(ctx, all)
	if err != nil {
		return nil, err
	}
	w := &world{pods: pods.Items, nodes: map[string]bool{}, slices: map[string][]discoveryv1.EndpointSlice{}}
	for _, s := range services.Items {
		if len(s.Spec.Selector) > 0 && s.Spec.Type != corev1.ServiceTypeExternalName {
			w.services = append(w.services, s)
		}
	}
	for _, n := range nodes.Items {
		w.nodes[n.Name] = true
	}
	for _, s := range found.Items {
		if s.Labels[discoveryv1.LabelManagedBy] == "endpointslice-controller.k8s.io" {
			owner := s.Labels[discoveryv1.LabelServiceName]
			w.slices[owner] = append(w.slices[owner], s)
		}
	}
	return w, nil
}

// behind says which Service the controller has not caught up with, if any.
func (w *world) behind() error {
	for i := range w.services {
		s := &w.services[i]
		want, have := w.implied(s), published(w.slices[s.Name])
		if len(w.slices[s.Name]) == 0 {
			return fmt.Errorf("the Service %s has no EndpointSlice yet", s.Name)
		}
		if !maps.Equal(want, have) {
			return fmt.Errorf("the EndpointSlices of %s hold %v, not yet %v",
				s.Name, slices.Sorted(maps.Keys(have)), slices.Sorted(maps.Keys(want)))
		}
	}
	return nil
}
