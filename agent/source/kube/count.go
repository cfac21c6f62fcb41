package kube

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

// count tells how many objects of a resource there are, in all namespaces: the
// API server says with the first object how many come after it.
func (s *Source) count(ctx context.Context, r resource) (tool.Reading, error) {
	client, err := s.client(r.GroupVersion())
	if err != nil {
		return tool.Reading{}, err
	}
	options := metav1.ListOptions{Limit: 1}
	raw, err := body(client.Get().Resource(r.plural).SpecificallyVersionedParams(&options, scheme.ParameterCodec, corev1.SchemeGroupVersion).
		SetHeader("Accept", "application/json").Do(ctx))
	if err != nil {
		return tool.Reading{}, failure(err, tool.Access{Verb: "list", Group: r.Group, Resource: r.plural}, "")
	}
	var page struct {
		Metadata metav1.ListMeta   `json:"metadata"`
		Items    []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(raw, &page); err != nil {
		return tool.Reading{}, fmt.Errorf("cannot read a list of %s: %w", r.plural, err)
	}
	n := int64(len(page.Items))
	if page.Metadata.Continue != "" {
		if page.Metadata.RemainingItemCount == nil {
			return tool.Reading{}, &tool.Failure{Reason: evidence.Unsupported, Needs: fmt.Sprintf("an API server that tells how many %s there are", r.plural)}
		}
		n += *page.Metadata.RemainingItemCount
	}
	item, err := json.Marshal(evidence.Tally{Count: n})
	return tool.Reading{Items: []json.RawMessage{item}}, err
}
