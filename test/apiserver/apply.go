package apiserver

import (
	"context"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// asTest is how objects are applied: whatever the test says, wins.
var asTest = metav1.ApplyOptions{FieldManager: "netwhy-test", Force: true}

// Apply applies a YAML text of several documents or lists by server-side apply.
// Namespaces and Nodes go first, then CRDs and ServiceCIDRs, which are waited
// for. An object's status is applied too, to the status subresource. An object with a deletionTimestamp is
// deleted as a user would, so that its finalizers or its grace period leave it
// terminating; it must have them.
func (c *Cluster) Apply(ctx context.Context, text []byte) error {
	objects, err := documents(text)
	if err != nil {
		return err
	}
	var defined []*unstructured.Unstructured
	for _, o := range objects {
		if rank(o) > definitions {
			if err := c.usable(ctx, defined); err != nil {
				return err
			}
			defined = nil
		}
		if err := c.apply(ctx, o); err != nil {
			return fmt.Errorf("cannot apply %s: %w", title(o), err)
		}
		if rank(o) == definitions {
			defined = append(defined, o)
		}
	}
	return c.usable(ctx, defined)
}

// usable waits until what definitions define can be used.
func (c *Cluster) usable(ctx context.Context, defined []*unstructured.Unstructured) error {
	for _, o := range defined {
		wait := c.established
		if o.GetKind() == serviceCIDR {
			wait = c.allocates
		}
		if err := wait(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) apply(ctx context.Context, o *unstructured.Unstructured) error {
	r, mapping, err := c.resource(o)
	if err != nil {
		return err
	}
	status, has := o.Object["status"]
	apart := has && c.hasStatus(mapping)
	main := o.DeepCopy()
	unstructured.RemoveNestedField(main.Object, "metadata", "deletionTimestamp")
	unstructured.RemoveNestedField(main.Object, "metadata", "deletionGracePeriodSeconds")
	if apart {
		delete(main.Object, "status")
	}
	if _, err := r.Apply(ctx, o.GetName(), main, asTest); err != nil {
		return err
	}
	if apart && o.GetKind() != definition { // its status is the API server's
		part := &unstructured.Unstructured{Object: map[string]any{"status": status}}
		part.SetGroupVersionKind(o.GroupVersionKind())
		part.SetName(o.GetName())
		part.SetNamespace(o.GetNamespace())
		if _, err := r.ApplyStatus(ctx, o.GetName(), part, asTest); err != nil {
			return fmt.Errorf("cannot set its status: %w", err)
		}
	}
	if o.GetDeletionTimestamp() != nil {
		return r.Delete(ctx, o.GetName(), metav1.DeleteOptions{})
	}
	return nil
}

// resource is where an object is read and written. A kind that is not known
// is looked up once more, since a CRD may be new.
func (c *Cluster) resource(o *unstructured.Unstructured) (dynamic.ResourceInterface, *meta.RESTMapping, error) {
	kind := o.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if meta.IsNoMatchError(err) {
		c.mapper.Reset()
		mapping, err = c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("cannot find the API: %w", err)
	}
	r := c.dynamic.Resource(mapping.Resource)
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return r, mapping, nil
	}
	if o.GetNamespace() == "" {
		o.SetNamespace(metav1.NamespaceDefault)
	}
	return r.Namespace(o.GetNamespace()), mapping, nil
}

// hasStatus says whether the API has a status subresource.
func (c *Cluster) hasStatus(mapping *meta.RESTMapping) bool {
	list, err := c.discovery.ServerResourcesForGroupVersion(mapping.Resource.GroupVersion().String())
	if err != nil {
		return false
	}
	for _, r := range list.APIResources {
		if plural, sub, _ := strings.Cut(r.Name, "/"); plural == mapping.Resource.Resource && sub == "status" {
			return true
		}
	}
	return false
}
