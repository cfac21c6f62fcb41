package evidence

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Query is the reading of a kind, as data. Exactly one of the Tool names below
// serves it; the words in braces are filled in from the subject:
// {namespace} and {name}.
type Query struct {
	Tool      string `json:"tool,omitempty"`  // the registry's tool, one of the Tool constants
	Group     string `json:"group,omitempty"` // API group, "" is core
	Version   string `json:"version,omitempty"`
	Resource  string `json:"resource,omitempty"`  // plural, lower case
	Kind      string `json:"kind,omitempty"`      // the objects' kind
	Namespace string `json:"namespace,omitempty"` // "" lists over all namespaces, or is cluster-scoped
	Name      string `json:"name,omitempty"`      // one object by name
	Labels    string `json:"labels,omitempty"`    // label selector
	Fields    string `json:"fields,omitempty"`    // field selector
	Container string `json:"container,omitempty"` // logs: the container
	// Count asks how many objects there are, and for none of them.
	Count bool `json:"count,omitempty"`
}

// The read-only tools that serve queries.
const (
	ToolList   = "kubectl_list"
	ToolGet    = "kubectl_get"
	ToolEvents = "kubectl_events"
	ToolLogs   = "kubectl_logs"
	ToolDNS    = "dns_lookup"
	ToolNode   = "node_counters"
	ToolCilium = "cilium_status"
)

// In fills the query's words in braces from a subject.
func (q Query) In(s Subject) Query {
	fill := strings.NewReplacer("{namespace}", s.InNamespace(), "{name}", s.Name).Replace
	q.Namespace, q.Name, q.Fields, q.Labels = fill(q.Namespace), fill(q.Name), fill(q.Fields), fill(q.Labels)
	return q
}

// GroupVersionKind is the type of the objects that the query reads.
func (q Query) GroupVersionKind() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: q.Group, Version: q.Version, Kind: q.Kind}
}

// String is the query as the kubectl command that reads the same, for people;
// it is never run.
func (q Query) String() string {
	switch {
	case q.Tool == ToolDNS:
		return "dns lookup " + q.Name
	case q.Tool == ToolCilium:
		return "metrics of the Cilium agent on " + q.Name
	case q.Tool == ToolNode && q.Name != "":
		return "node probe on " + q.Name
	case q.Tool == ToolNode:
		return "node probes about the pods of " + q.Namespace
	}
	if q.Count {
		return fmt.Sprintf("kubectl get --raw '/apis/%s/%s/%s?limit=1'", q.Group, q.Version, q.Resource)
	}
	words := []string{"kubectl"}
	switch {
	case q.Namespace != "":
		words = append(words, "-n", q.Namespace)
	case q.Tool == ToolList || q.Tool == ToolEvents:
		words = append(words, "-A")
	}
	if q.Tool == ToolLogs {
		words = append(words, "logs")
	} else {
		words = append(words, "get", q.resource())
	}
	for _, option := range [][2]string{{"", q.Name}, {"-l ", q.Labels}, {"--field-selector ", q.Fields}, {"-c ", q.Container}} {
		if option[1] != "" {
			words = append(words, option[0]+option[1])
		}
	}
	return strings.Join(words, " ")
}

func (q Query) resource() string {
	if q.Group == "" || !strings.Contains(q.Group, ".") || strings.HasSuffix(q.Group, ".k8s.io") {
		return q.Resource
	}
	return q.Resource + "." + q.Group
}
