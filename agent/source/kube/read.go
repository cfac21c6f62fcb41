package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// ListArgs are the arguments of kubectl_list.
type ListArgs struct {
	Resource  string `json:"resource" jsonschema:"plural name of the resource"`
	Namespace string `json:"namespace,omitempty" jsonschema:"all namespaces if empty"`
	Labels    string `json:"labels,omitempty" jsonschema:"label selector"`
	Fields    string `json:"fields,omitempty" jsonschema:"field selector"`
	Limit     int    `json:"limit,omitempty" jsonschema:"most objects to read; more are an error, never a silent cut"`
	Count     bool   `json:"count,omitempty" jsonschema:"only tell how many there are in the cluster"`
	ByNode    bool   `json:"-"` // pods by their nodes: those of the labels, and how many there are
	AtOnce    bool   `json:"-"` // all in one answer, as the API server has them in memory
}

// GetArgs are the arguments of kubectl_get.
type GetArgs struct {
	Resource  string `json:"resource" jsonschema:"plural name of the resource"`
	Namespace string `json:"namespace,omitempty" jsonschema:"empty for cluster-wide objects"`
	Name      string `json:"name" jsonschema:"name of the object"`
}

// EventsArgs are the arguments of kubectl_events.
type EventsArgs struct {
	Namespace string `json:"namespace,omitempty" jsonschema:"all namespaces if empty"`
	Fields    string `json:"fields,omitempty" jsonschema:"field selector, such as type=Warning"`
	Limit     int    `json:"limit,omitempty" jsonschema:"most events to read"`
}

const (
	pageSize     = 500
	defaultLimit = 20_000 // objects in one list
	eventsLimit  = 2_000
)

// List lists objects of a resource, all pages of them.
func (s *Source) List(ctx context.Context, a ListArgs) (tool.Reading, error) {
	r, err := find(a.Resource)
	if err != nil {
		return tool.Reading{}, &tool.Failure{Reason: evidence.Unsupported, Err: err}
	}
	if a.Limit == 0 {
		a.Limit = defaultLimit
	}
	return s.share(ctx, a, func(ctx context.Context) (tool.Reading, error) {
		return s.served(ctx, r, func(r resource) (tool.Reading, error) {
			switch {
			case a.Count:
				return s.count(ctx, r)
			case a.ByNode:
				return s.podsByNode(ctx, r, a.Labels)
			}
			return s.list(ctx, r, a)
		})
	})
}

// share gives what was read a short while ago to those who take that, and reads
// once for all others who ask for the same at once.
func (s *Source) share(ctx context.Context, asked any, read func(context.Context) (tool.Reading, error)) (tool.Reading, error) {
	if since, ok := tool.Since(ctx); ok {
		if l := s.held.find(asked, since); l != nil {
			reading := l.reading
			reading.At, reading.Items = l.at, slices.Clone(reading.Items)
			return reading, nil
		}
	}
	return s.crowd.read(ctx, asked, func(ctx context.Context) (tool.Reading, error) {
		began := time.Now()
		reading, err := read(ctx)
		if err == nil {
			s.held.keep(asked, began, reading)
		}
		return reading, err
	})
}

func (s *Source) list(ctx context.Context, r resource, a ListArgs) (tool.Reading, error) {
	var items written
	size := 0
	options := metav1.ListOptions{LabelSelector: a.Labels, FieldSelector: a.Fields, Limit: pageSize}
	if a.AtOnce {
		options.Limit, options.ResourceVersion = 0, "0"
	}
	for {
		page, next, err := s.page(ctx, r, a.Namespace, options)
		if err != nil {
			return tool.Reading{}, failure(err, tool.Access{Verb: "list", Group: r.Group, Resource: r.plural, Namespace: a.Namespace}, "")
		}
		items = append(items, page...)
		if size += page.size(); size > mostBytes {
			return tool.Reading{}, tooLarge
		}
		if len(items) > a.Limit || next != "" && len(items) == a.Limit {
			return tool.Reading{}, &tool.Failure{Reason: evidence.Truncated, Needs: fmt.Sprintf("a budget of more than %d %s", a.Limit, r.plural)}
		}
		if next == "" {
			return items.reading(), nil
		}
		options.Continue, options.ResourceVersion = next, "" // they exclude each other
	}
}

// page reads one page of a list.
func (s *Source) page(ctx context.Context, r resource, namespace string, options metav1.ListOptions) (items written, next string, err error) {
	if !typed(r.GroupVersion()) {
		request, err := s.listing(r, namespace, options)
		if err != nil {
			return nil, "", err
		}
		raw, err := body(request.Do(ctx))
		if err != nil {
			return nil, "", err
		}
		return untypedList(raw, r)
	}
	list, next, err := s.objects(ctx, r, namespace, options)
	if err != nil {
		return nil, "", err
	}
	err = meta.EachListItem(list, func(o runtime.Object) error {
		item, err := tidy(o, r)
		items = append(items, item)
		return err
	})
	return items, next, err
}

// objects reads one page of a list of a type that client-go knows.
func (s *Source) objects(ctx context.Context, r resource, namespace string, options metav1.ListOptions) (list runtime.Object, next string, err error) {
	request, err := s.listing(r, namespace, options)
	if err != nil {
		return nil, "", err
	}
	if list, err = scheme.Scheme.New(r.GroupVersion().WithKind(r.Kind + "List")); err != nil {
		return nil, "", err
	}
	if err := request.Do(ctx).Into(list); err != nil {
		return nil, "", err
	}
	if l, ok := list.(metav1.ListInterface); ok {
		next = l.GetContinue()
	}
	return list, next, nil
}

// listing is the request for one page.
func (s *Source) listing(r resource, namespace string, options metav1.ListOptions) (*rest.Request, error) {
	client, err := s.client(r.GroupVersion())
	if err != nil {
		return nil, err
	}
	return client.Get().NamespaceIfScoped(namespace, r.namespaced && namespace != "").
		Resource(r.plural).SpecificallyVersionedParams(&options, scheme.ParameterCodec, corev1.SchemeGroupVersion), nil // groups of CRDs know no options
}

// Get gets one object; that it does not exist is an empty reading.
func (s *Source) Get(ctx context.Context, a GetArgs) (tool.Reading, error) {
	r, err := find(a.Resource)
	if err != nil {
		return tool.Reading{}, &tool.Failure{Reason: evidence.Unsupported, Err: err}
	}
	if since, ok := tool.Since(ctx); ok {
		if reading, found := s.held.named(a, since); found {
			return reading, nil
		}
	}
	return s.share(ctx, a, func(ctx context.Context) (tool.Reading, error) {
		return s.served(ctx, r, func(r resource) (tool.Reading, error) { return s.get(ctx, r, a) })
	})
}

// body is an answer as it came. The error of [rest.Result.Raw] does not tell an
// object that is absent from an API that is: only what the server says does.
func body(result rest.Result) ([]byte, error) {
	if err := result.Error(); err != nil {
		return nil, err
	}
	return result.Raw()
}

func (s *Source) get(ctx context.Context, r resource, a GetArgs) (tool.Reading, error) {
	item, err := s.one(ctx, r, a)
	switch {
	case absent(err, a.Name):
		return tool.Reading{Items: []json.RawMessage{}}, nil
	case err != nil:
		return tool.Reading{}, failure(err, tool.Access{Verb: "get", Group: r.Group, Resource: r.plural, Namespace: a.Namespace}, a.Name)
	}
	return written{item}.reading(), nil
}

func (s *Source) one(ctx context.Context, r resource, a GetArgs) (item object, err error) {
	client, err := s.client(r.GroupVersion())
	if err != nil {
		return item, err
	}
	request := client.Get().NamespaceIfScoped(a.Namespace, r.namespaced).Resource(r.plural).Name(a.Name)
	if !typed(r.GroupVersion()) {
		raw, err := body(request.Do(ctx))
		if err != nil {
			return item, err
		}
		return untyped(raw, r)
	}
	o, err := scheme.Scheme.New(r.GroupVersionKind)
	if err != nil {
		return item, err
	}
	if err := request.Do(ctx).Into(o); err != nil {
		return item, err
	}
	return tidy(o, r)
}

// Events lists events. It is a tool of its own because events are a sample.
func (s *Source) Events(ctx context.Context, a EventsArgs) (tool.Reading, error) {
	if a.Limit == 0 {
		a.Limit = eventsLimit
	}
	reading, err := s.List(ctx, ListArgs{Resource: "events", Namespace: a.Namespace, Fields: a.Fields, Limit: a.Limit})
	reading.Bound = "events that have not expired"
	return reading, err
}
