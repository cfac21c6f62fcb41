package kube

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/netwhy/netwhy/agent/tool"
)

// object is one that was tidied and written.
type object struct {
	objectKey
	data json.RawMessage
}

// written are objects that nobody needs to read again for their names.
type written []object

// reading has the objects in order. The API server's own order is that of the words
// namespace/name, in which "a-b/x" comes before "a/x".
func (w written) reading() tool.Reading {
	order := func(a, b object) int {
		return cmp.Or(cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.name, b.name))
	}
	if !slices.IsSortedFunc(w, order) {
		slices.SortFunc(w, order)
	}
	r := tool.Reading{Items: make([]json.RawMessage, len(w)), Ordered: true}
	for i := range w {
		r.Items[i] = w[i].data
	}
	return r
}

// size is how many bytes they have.
func (w written) size() (n int) {
	for i := range w {
		n += len(w[i].data)
	}
	return n
}
