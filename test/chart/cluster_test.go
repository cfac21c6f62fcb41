package chart

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

// cluster is what the chart finds by lookup: Secrets by namespace and name. Any
// other call than to read one is nil, and panics.
type cluster map[string]*corev1.Secret

// secrets are those of a namespace.
type secrets struct {
	dynamic.NamespaceableResourceInterface
	of        cluster
	namespace string
}

func (c cluster) GetClientFor(apiVersion, kind string) (dynamic.NamespaceableResourceInterface, bool, error) {
	if apiVersion != "v1" || kind != "Secret" {
		return nil, false, apierrors.NewForbidden(schema.GroupResource{Resource: kind}, apiVersion, nil)
	}
	return secrets{of: c}, true, nil
}

func (s secrets) Namespace(name string) dynamic.ResourceInterface {
	return secrets{of: s.of, namespace: name}
}

func (s secrets) Get(_ context.Context, name string, _ metav1.GetOptions, _ ...string) (*unstructured.Unstructured, error) {
	secret := s.of[s.namespace+"/"+name]
	if secret == nil {
		return nil, apierrors.NewNotFound(schema.GroupResource{Resource: "secrets"}, name)
	}
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(secret)
	return &unstructured.Unstructured{Object: object}, err
}
