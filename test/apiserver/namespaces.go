package apiserver

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
)

// parallel bounds how many requests one call of ours has under way.
const parallel = 8

// DeleteNamespaces deletes namespaces and all that is in them, whatever its
// finalizers and grace periods. It does the namespace controller's work, which
// does not run here. The API refuses to delete default and kube-system: use
// [Cluster.Delete] for what a test puts there.
func (c *Cluster) DeleteNamespaces(ctx context.Context, names ...string) error {
	c.mapper.Reset() // a test may have defined kinds by other means
	resources, err := c.namespaced()
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := c.deleteNamespace(ctx, name, resources); err != nil {
			return fmt.Errorf("cannot delete the namespace %s: %w", name, err)
		}
	}
	return nil
}

func (c *Cluster) deleteNamespace(ctx context.Context, name string, resources []schema.GroupVersionResource) error {
	spaces := c.typed.CoreV1().Namespaces()
	// From here on nothing can be created in it.
	if err := spaces.Delete(ctx, name, metav1.DeleteOptions{}); apierrors.IsNotFound(err) {
		return nil
	} else if err != nil {
		return err
	}
	err := wait.PollUntilContextTimeout(ctx, pace, patience, true, func(ctx context.Context) (bool, error) {
		left, err := c.empty(ctx, name, resources)
		return left == 0, err
	})
	if err != nil {
		return err
	}
	space, err := spaces.Get(ctx, name, asRead)
	if err != nil {
		return err
	}
	space.Spec.Finalizers = nil
	_, err = spaces.Finalize(ctx, space, metav1.UpdateOptions{}) //nolint:misspell // the API spells it so
	return err
}

// empty deletes all that it finds in a namespace and says how many that were.
func (c *Cluster) empty(ctx context.Context, namespace string, resources []schema.GroupVersionResource) (int64, error) {
	var found atomic.Int64
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(parallel)
	for _, resource := range resources {
		all.Go(func() error {
			r := c.dynamic.Resource(resource).Namespace(namespace)
			list, err := r.List(ctx, metav1.ListOptions{})
			if err != nil || len(list.Items) == 0 {
				return err
			}
			found.Add(int64(len(list.Items)))
			for i := range list.Items {
				if err := unbind(ctx, r, &list.Items[i]); err != nil && !apierrors.IsNotFound(err) {
					return err
				}
			}
			return r.DeleteCollection(ctx, now, metav1.ListOptions{})
		})
	}
	err := all.Wait()
	return found.Load(), err
}

// namespaced are the resources that a namespace can hold.
func (c *Cluster) namespaced() ([]schema.GroupVersionResource, error) {
	lists, err := c.discovery.ServerPreferredResources()
	if err != nil {
		return nil, fmt.Errorf("cannot discover the API: %w", err)
	}
	lists = discovery.FilteredBy(discovery.ResourcePredicateFunc(func(_ string, r *metav1.APIResource) bool {
		return r.Namespaced && slices.Contains(r.Verbs, "list") && slices.Contains(r.Verbs, "deletecollection")
	}), lists)
	set, err := discovery.GroupVersionResources(lists)
	if err != nil {
		return nil, fmt.Errorf("cannot discover the API: %w", err)
	}
	var resources []schema.GroupVersionResource
	for resource := range set {
		resources = append(resources, resource)
	}
	return resources, nil
}
