package chart

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/yaml"
)

// strict reads objects as the API server does, and refuses fields that it would
// drop, and keys that are said twice.
var strict = json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, json.SerializerOptions{Yaml: true, Strict: true})

// objects decodes everything that values render.
func objects(t *testing.T, values string, holds cluster) (list []runtime.Object) {
	t.Helper()
	for _, document := range documents(t, values, holds) {
		var of metav1.TypeMeta
		if err := yaml.Unmarshal([]byte(document), &of); err != nil {
			t.Fatal(err)
		}
		if custom, known := customs[of.APIVersion+" "+of.Kind]; known {
			if err := yaml.UnmarshalStrict([]byte(document), custom()); err != nil {
				t.Errorf("%s: %v\n%s", of.Kind, err, document)
			}
			continue
		}
		object, _, err := strict.Decode([]byte(document), nil, nil)
		if err != nil {
			t.Errorf("%v\n%s", err, document)
			continue
		}
		list = append(list, object)
	}
	return list
}

// find are the objects of a type.
func find[T runtime.Object](list []runtime.Object) (found []T) {
	for _, object := range list {
		if typed, ok := object.(T); ok {
			found = append(found, typed)
		}
	}
	return found
}

func TestMisspeltFieldsAreFound(t *testing.T) {
	if _, _, err := strict.Decode([]byte("apiVersion: apps/v1\nkind: Deployment\nspec: {replicaz: 1}\n"), nil, nil); err == nil {
		t.Error("a misspelt field was read")
	}
	for name, custom := range customs {
		if err := yaml.UnmarshalStrict([]byte("kind: x\nspec: {nonesuch: 1}\n"), custom()); err == nil {
			t.Errorf("%s: a misspelt field was read", name)
		}
	}
}
