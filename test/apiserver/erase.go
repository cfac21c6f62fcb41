package apiserver

import (
	"context"
	"errors"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

var (
	asRead = metav1.GetOptions{}
	// now deletes without waiting for a kubelet or a garbage collector.
	now = metav1.DeleteOptions{GracePeriodSeconds: new(int64), PropagationPolicy: background()}
)

func background() *metav1.DeletionPropagation {
	policy := metav1.DeletePropagationBackground
	return &policy
}

// Delete deletes the objects of a YAML text at once, whatever their finalizers
// and grace periods, and its namespaces with all that is in them, but for those
// that every cluster has. What is not there is no error.
func (c *Cluster) Delete(ctx context.Context, text []byte) error {
	objects, err := documents(text)
	for _, o := range slices.Backward(objects) {
		if failure := c.erase(ctx, o); failure != nil && !apierrors.IsNotFound(failure) {
			err = errors.Join(err, fmt.Errorf("cannot delete %s: %w", title(o), failure))
		}
	}
	return err
}

// erase deletes one object, whatever its finalizers.
func (c *Cluster) erase(ctx context.Context, o *unstructured.Unstructured) error {
	if o.GetKind() == "Namespace" {
		err := c.DeleteNamespaces(ctx, o.GetName())
		if apierrors.IsForbidden(err) { // only default, kube-system and kube-public
			return nil
		}
		return err
	}
	r, _, err := c.resource(o)
	if err != nil {
		return err
	}
	live, err := r.Get(ctx, o.GetName(), asRead)
	if err != nil {
		return err
	}
	if err := unbind(ctx, r, live); err != nil {
		return err
	}
	return r.Delete(ctx, o.GetName(), now)
}

// unbind takes an object's finalizers away.
func unbind(ctx context.Context, r dynamic.ResourceInterface, o *unstructured.Unstructured) error {
	if len(o.GetFinalizers()) == 0 {
		return nil
	}
	_, err := r.Patch(ctx, o.GetName(), types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`), metav1.PatchOptions{})
	return err
}
