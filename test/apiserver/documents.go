package apiserver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// assigned are the fields of metadata that only a server sets.
var assigned = []string{"creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}

// documents reads the objects of a YAML text, with lists taken apart, those
// first that others need.
func documents(text []byte) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("cannot split the YAML: %w", err)
		}
		found, err := parse(document)
		if err != nil {
			return nil, err
		}
		objects = append(objects, found...)
	}
	slices.SortStableFunc(objects, func(a, b *unstructured.Unstructured) int { return rank(a) - rank(b) })
	return objects, nil
}

func parse(document []byte) ([]*unstructured.Unstructured, error) {
	json, err := yaml.YAMLToJSONStrict(document)
	if err != nil {
		return nil, fmt.Errorf("cannot read the YAML: %w", err)
	}
	if string(json) == "null" {
		return nil, nil
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(json); err != nil {
		return nil, fmt.Errorf("cannot read an object: %w", err)
	}
	if !object.IsList() || !strings.HasSuffix(object.GetKind(), "List") {
		return []*unstructured.Unstructured{tidied(object)}, nil
	}
	var objects []*unstructured.Unstructured
	err = object.EachListItem(func(item runtime.Object) error {
		objects = append(objects, tidied(item.(*unstructured.Unstructured)))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot read a list: %w", err)
	}
	return objects, nil
}

// tidied lets what `kubectl get -o yaml` printed be applied to another cluster.
func tidied(o *unstructured.Unstructured) *unstructured.Unstructured {
	for _, field := range assigned {
		unstructured.RemoveNestedField(o.Object, "metadata", field)
	}
	return o
}

// definition is the kind of a CRD.
const definition = "CustomResourceDefinition"

// The order in which objects are applied.
const (
	places      = iota // what others are in or on
	definitions        // what others are made of; waited for
	others
)

func rank(o *unstructured.Unstructured) int {
	switch o.GetKind() {
	case "Namespace", "Node":
		return places
	case definition, serviceCIDR:
		return definitions
	default:
		return others
	}
}

// title names an object in an error.
func title(o *unstructured.Unstructured) string {
	return strings.TrimPrefix(o.GetNamespace()+"/", "/") + o.GetName() + " (" + o.GetKind() + ")"
}
