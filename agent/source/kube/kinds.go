package kube

import (
	"net/http"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Kind is a kind that may be read, for what answers in a cluster's place.
type Kind struct {
	schema.GroupVersionKind
	Plural     string
	Named      string // the plural, with its group where another has the same
	Otherwise  string // another version by which it is read
	Namespaced bool
}

// Kinds are all kinds that may be read.
func Kinds() []Kind {
	list := make([]Kind, len(table))
	for i, r := range table {
		list[i] = Kind{GroupVersionKind: r.GroupVersionKind, Plural: r.plural, Named: r.name(), Otherwise: r.otherwise, Namespaced: r.namespaced}
	}
	return list
}

// Recorded prepares to read from what answers in a cluster's place.
func Recorded(files http.RoundTripper) (*Source, error) {
	return New(&rest.Config{Host: "http://files.invalid", Transport: files})
}
