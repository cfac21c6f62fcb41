package evidence

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
)

// Head is the part of any Kubernetes object by which queries choose.
type Head struct {
	metav1.TypeMeta `json:",inline"`
	Metadata        struct {
		Name      string            `json:"name"`
		Namespace string            `json:"namespace"`
		Labels    map[string]string `json:"labels"`
	} `json:"metadata"`
	Type           string `json:"type"` // events
	InvolvedObject struct {
		Kind, Name, Namespace string
	} `json:"involvedObject"`
	Spec struct {
		NodeName string `json:"nodeName"`
		Type     any    `json:"type"` // of Services
	} `json:"spec"`
}

// fields are those that the API server can select by, as far as kinds use them.
func (h Head) fields() fields.Set {
	return fields.Set{
		"metadata.name": h.Metadata.Name, "metadata.namespace": h.Metadata.Namespace,
		"type": h.Type, "spec.nodeName": h.Spec.NodeName, "spec.type": fmt.Sprint(h.Spec.Type),
		"involvedObject.kind": h.InvolvedObject.Kind, "involvedObject.name": h.InvolvedObject.Name,
	}
}

// Matches reports whether the API server would return an object for the query.
// The query's words in braces must be filled in.
func (q Query) Matches(h Head) (bool, error) {
	byLabels, err := labels.Parse(q.Labels)
	if err != nil {
		return false, fmt.Errorf("cannot parse label selector %q: %w", q.Labels, err)
	}
	byFields, err := fields.ParseSelector(q.Fields)
	if err != nil {
		return false, fmt.Errorf("cannot parse field selector %q: %w", q.Fields, err)
	}
	of := h.GroupVersionKind()
	return of.Kind == q.Kind && of.Group == q.Group &&
		(q.Namespace == "" || h.Metadata.Namespace == q.Namespace) &&
		(q.Name == "" || h.Metadata.Name == q.Name) &&
		byLabels.Matches(labels.Set(h.Metadata.Labels)) && byFields.Matches(h.fields()), nil
}

// Seal makes a record of JSON items: sorted by namespace and name (items
// without a name keep their order), digested.
func Seal(r Record, items []json.RawMessage) (Record, error) {
	heads := make([]Head, len(items))
	order := make([]int, len(items))
	for i, item := range items {
		order[i] = i
		if len(items) == 1 {
			break // there is nothing to sort, and thousands of nodes have one item each
		}
		if err := json.Unmarshal(item, &heads[i]); err != nil {
			return Record{}, fmt.Errorf("cannot read item %d of %s: %w", i, r.Kind, err)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := heads[a].Metadata, heads[b].Metadata
		return cmp.Or(cmp.Compare(x.Namespace, y.Namespace), cmp.Compare(x.Name, y.Name))
	})
	sorted := make([]json.RawMessage, len(items))
	for i, from := range order {
		sorted[i] = items[from]
	}
	payload, err := json.Marshal(sorted)
	if err != nil {
		return Record{}, fmt.Errorf("cannot write %s: %w", r.Kind, err)
	}
	if r.Items = len(items); bytes.Equal(payload, []byte("null")) {
		payload = []byte("[]")
	}
	r.Payload = payload
	r.Seal()
	return r, nil
}

// SealOrdered is [Seal] of items that are in its order and written as
// [json.Marshal] writes them: thousands of objects are not read for their names.
func SealOrdered(r Record, items []json.RawMessage) Record {
	size := len("[]") + len(items)
	for _, item := range items {
		size += len(item)
	}
	r.Payload = append(make([]byte, 0, size), '[')
	for i, item := range items {
		if i > 0 {
			r.Payload = append(r.Payload, ',')
		}
		r.Payload = append(r.Payload, item...)
	}
	r.Payload, r.Items = append(r.Payload, ']'), len(items)
	r.Seal()
	return r
}
