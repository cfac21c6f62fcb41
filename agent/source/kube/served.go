package kube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// served calls read with the resource, and again with its other version where
// the cluster does not serve the first.
func (s *Source) served(ctx context.Context, r resource, read func(resource) (tool.Reading, error)) (tool.Reading, error) {
	reading, err := s.ifServed(ctx, r, read)
	var failure *tool.Failure
	if r.otherwise != "" && errors.As(err, &failure) && failure.Reason == evidence.NotInstalled {
		r.Version = r.otherwise
		return s.ifServed(ctx, r, read)
	}
	return reading, err
}

// ifServed spares the request for what the cluster is known not to serve: one list of
// what it serves stands for some forty answers of "not found".
func (s *Source) ifServed(ctx context.Context, r resource, read func(resource) (tool.Reading, error)) (tool.Reading, error) {
	if s.lacks(ctx, r.GroupVersion()) {
		return tool.Reading{}, &tool.Failure{Reason: evidence.NotInstalled, Err: fmt.Errorf("the API server does not serve %s", r.GroupVersion())}
	}
	return read(r)
}

// lacks reports whether it is known that the cluster does not serve a version of a
// group that has to be installed. Who reads one thing alone asks for that itself.
func (s *Source) lacks(ctx context.Context, gv schema.GroupVersion) bool {
	if _, several := tool.Since(ctx); !several || typed(gv) {
		return false
	}
	list, err := s.share(ctx, servedVersions{}, func(ctx context.Context) (tool.Reading, error) {
		ctx, cancel := context.WithTimeout(ctx, mostWait)
		defer cancel()
		versions, _ := s.versions(ctx) // where it cannot be told, each resource is asked for
		return tool.Reading{Items: versions}, nil
	})
	return err == nil && len(list.Items) > 0 && !slices.ContainsFunc(list.Items, func(v json.RawMessage) bool { return string(v) == strconv.Quote(gv.String()) })
}

// mostWait is for what only spares requests, so that it holds up none for long.
const mostWait = 3 * time.Second

// servedVersions is what is asked for by who shares [Source.versions].
type servedVersions struct{}

// versions tells which versions of groups the API server serves: those of each
// APIService, and each CustomResourceDefinition has one, whether or not it is available
// (kube-aggregator v0.36, pkg/apiserver/handler_apis.go). Everybody who is signed in may
// ask, by the ClusterRole system:discovery.
func (s *Source) versions(ctx context.Context) (versions []json.RawMessage, err error) {
	client, err := s.client(schema.GroupVersion{Version: "v1"})
	if err != nil {
		return nil, err
	}
	raw, err := body(client.Get().AbsPath("/apis").SetHeader("Accept", "application/json").Do(ctx))
	if err != nil {
		return nil, err
	}
	var list metav1.APIGroupList
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("cannot read what the API server serves: %w", err)
	}
	if list.Kind != "APIGroupList" || len(list.Groups) == 0 {
		return nil, fmt.Errorf("cannot read what the API server serves: a %q of %d groups", list.Kind, len(list.Groups))
	}
	for _, group := range list.Groups {
		for _, v := range group.Versions {
			versions = append(versions, json.RawMessage(strconv.Quote(v.GroupVersion)))
		}
	}
	return versions, nil
}
