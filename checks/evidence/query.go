package evidence

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Query is the reading of a kind, as data. Exactly one of the Tool names below
// serves it; the words in braces are filled in from the subject: {namespace},
// {name}, and of a call {workload}, empty where a namespace calls, and {peer}.
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
	Peer      string `json:"peer,omitempty"`      // flows: a namespace, or a host name, that is called
	// Watch is for how many seconds flows that are still to come are waited for;
	// 0 looks back.
	Watch int `json:"watch,omitempty"`
	// Count asks how many objects there are, and for none of them.
	Count bool `json:"count,omitempty"`
	// ByNode lists the pods of the labels by their nodes, and counts all; see [PodsOnNode].
	ByNode bool `json:"byNode,omitempty"`
	// AtOnce takes a list in one answer, as the API server has it in memory: for small
	// objects of which there are many, and of which a moment ago will do.
	AtOnce bool `json:"atOnce,omitempty"`
}

// The read-only tools that serve queries.
const (
	ToolList   = "kubectl_list"
	ToolGet    = "kubectl_get"
	ToolEvents = "kubectl_events"
	ToolLogs   = "kubectl_logs"
	ToolDNS    = "dns_lookup"
	ToolNode   = "node_counters"
	ToolHubble = "hubble_flows"
	ToolCilium = "cilium_status"
)

// In fills the query's words in braces from a subject.
func (q Query) In(s Subject) Query {
	words := []string{"{namespace}", s.InNamespace(), "{name}", s.Name}
	if s.Scope == Call {
		words = append(words, "{workload}", workload(s.Caller()), "{peer}", peer(s.Callee()))
	}
	fill := strings.NewReplacer(words...).Replace
	q.Namespace, q.Name, q.Fields, q.Labels, q.Peer = fill(q.Namespace), fill(q.Name), fill(q.Fields), fill(q.Labels), fill(q.Peer)
	return q
}

// workload is the name of who calls, where that is no namespace.
func workload(caller Subject) string {
	if caller.Scope == Namespace {
		return ""
	}
	return caller.Name
}

// peer is the namespace of what is called, or the host name that it is.
func peer(callee Subject) string {
	if callee.Scope == Host {
		return callee.Name
	}
	return "namespace/" + callee.InNamespace()
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
	case q.Tool == ToolHubble && q.Namespace == "":
		return "hubble list nodes"
	case q.Tool == ToolHubble && q.Watch > 0:
		q.Watch = 0
		return q.String() + " --follow"
	case q.Tool == ToolHubble:
		return strings.TrimSuffix("hubble observe --pod "+q.Namespace+"/"+q.Name+" and "+q.Peer, " and ")
	}
	if q.Count {
		return fmt.Sprintf("kubectl get --raw '/apis/%s/%s/%s?limit=1'", q.Group, q.Version, q.Resource)
	}
	if q.ByNode {
		return "kubectl get pods -A -o wide"
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
