package kube

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// Source reads one cluster.
type Source struct {
	config  *rest.Config
	http    *http.Client
	mu      sync.Mutex
	clients map[schema.GroupVersion]rest.Interface
	crowd   together
	held    *held
}

// Requests a second to the API server, and at once, for all who ask. API priority
// and fairness on the server has the last word.
const (
	requestsPerSecond = 200
	requestsAtOnce    = 200
)

// New prepares to read the cluster of a client configuration. Nothing is sent.
func New(config *rest.Config) (*Source, error) {
	config = rest.CopyConfig(config)
	config.Wrap(Guard)
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return bounded{next, mostBytes} })
	config.QPS, config.Burst = requestsPerSecond, requestsAtOnce
	config.UserAgent = "netwhy"
	config.WarningHandler = rest.NoWarnings{}
	if config.Timeout == 0 {
		config.Timeout = time.Minute // a backstop; every call has its own deadline
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("cannot use the cluster's configuration: %w", err)
	}
	return &Source{config: config, http: client, clients: map[schema.GroupVersion]rest.Interface{}, crowd: newTogether(), held: newHeld()}, nil
}

// typed reports whether the API server speaks protobuf for a group.
func typed(gv schema.GroupVersion) bool { return scheme.Scheme.IsVersionRegistered(gv) }

// client is the client of a group and version, made at its first use. All
// share one connection.
func (s *Source) client(gv schema.GroupVersion) (rest.Interface, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.clients[gv]; c != nil {
		return c, nil
	}
	config := rest.CopyConfig(s.config)
	config.GroupVersion = &gv
	config.APIPath = "/apis"
	if gv.Group == "" {
		config.APIPath = "/api"
	}
	config.NegotiatedSerializer = serializer.WithoutConversionCodecFactory{CodecFactory: scheme.Codecs}
	if typed(gv) {
		config.ContentType = "application/vnd.kubernetes.protobuf"
		config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	}
	c, err := rest.RESTClientForConfigAndClient(config, s.http)
	if err != nil {
		return nil, fmt.Errorf("cannot make a client for %s: %w", gv, err)
	}
	s.clients[gv] = c
	return c, nil
}

// Tools are the tools that read the Kubernetes API.
func (s *Source) Tools() ([]tool.Tool, error) {
	enums := map[string][]string{"resource": Resources()}
	list, err := tool.New(tool.Spec{
		Name: "kubectl_list", Title: "List Kubernetes objects", Timeout: 40 * time.Second, Enums: enums,
		Description: "List objects of one resource, in a namespace or in all, optionally by label or field selector. Read-only; secret-looking values are redacted.",
	}, listNeeds, s.List)
	if err != nil {
		return nil, err
	}
	get, err := tool.New(tool.Spec{
		Name: "kubectl_get", Title: "Get one Kubernetes object", Timeout: 10 * time.Second, Enums: enums,
		Description: "Get one object by name. An empty result means that it does not exist. Read-only.",
	}, getNeeds, s.Get)
	if err != nil {
		return nil, err
	}
	events, err := tool.New(tool.Spec{
		Name: "kubectl_events", Title: "List Kubernetes events", Timeout: 10 * time.Second,
		Description: "List events of a namespace, optionally by field selector such as type=Warning. Events expire, usually after an hour. Read-only.",
	}, eventNeeds, s.Events)
	if err != nil {
		return nil, err
	}
	logs, err := tool.New(tool.Spec{
		Name: "kubectl_logs", Title: "Read the last log lines of network components", Timeout: 10 * time.Second,
		Description: "Read the last lines that pods of kube-system logged, chosen by label (CoreDNS: k8s-app=kube-dns). Read-only; secret-looking values are redacted.",
	}, logNeeds, s.Logs)
	return []tool.Tool{list, get, events, logs}, err
}
