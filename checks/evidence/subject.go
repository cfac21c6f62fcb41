package evidence

import (
	"cmp"
	"fmt"
	"strings"
)

// Scope is the sort of thing that a check examines or that evidence belongs to.
type Scope string

// The closed list of scopes.
const (
	Cluster   Scope = "Cluster"
	Namespace Scope = "Namespace"
	Node      Scope = "Node"
	Workload  Scope = "Workload" // Deployment, StatefulSet, DaemonSet, Job, ReplicaSet or a bare Pod
	Service   Scope = "Service"
	Ingress   Scope = "Ingress"
	Gateway   Scope = "Gateway"
	HTTPRoute Scope = "HTTPRoute"
	Host      Scope = "Host" // a DNS name

	// What stands between two things; see call.go.
	Port    Scope = "Port"    // a port of a Service that is called
	PodPort Scope = "PodPort" // a port of a headless Service's pods that is called
	Call    Scope = "Call"    // who calls whom
)

// Subject is one thing under examination. Kind is the Kubernetes kind (for a
// Workload, its controller's kind); Namespace is empty for cluster-wide things.
type Subject struct {
	Scope     Scope  `json:"scope"`
	Kind      string `json:"kind,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
	// To is what is called, where the subject is a Call by the thing that the
	// other fields name.
	To string `json:"to,omitempty"`
}

// TheCluster is the one subject of scope Cluster.
var TheCluster = Subject{Scope: Cluster, Kind: "Cluster"}

// Of makes a subject of a scope whose Kubernetes kind has the scope's name.
func Of(scope Scope, namespace, name string) Subject {
	return Subject{Scope: scope, Kind: string(scope), Namespace: namespace, Name: name}
}

// WorkloadOf makes a subject of scope Workload, such as "Deployment", "shop", "web".
func WorkloadOf(kind, namespace, name string) Subject {
	return Subject{Scope: Workload, Kind: kind, Namespace: namespace, Name: name}
}

// Object names any Kubernetes object, whatever its scope, as the culprit of a finding.
func Object(kind, namespace, name string) Subject {
	switch Scope(kind) {
	case Node, Namespace, Service, Ingress, Gateway, HTTPRoute, Port, PodPort:
		return Of(Scope(kind), namespace, name)
	}
	return WorkloadOf(kind, namespace, name)
}

// String is the subject as an operator would say it: "Service shop/web".
func (s Subject) String() string {
	switch {
	case s.Scope == Call:
		return s.Caller().String() + calls + s.To
	case s.Scope == Cluster:
		return "Cluster"
	case s.Namespace == "":
		return s.Kind + " " + s.Name
	}
	return s.Kind + " " + s.Namespace + "/" + s.Name
}

// InNamespace is the namespace that a subject lies in; a Namespace lies in
// itself, and a Call where its caller does.
func (s Subject) InNamespace() string {
	switch s.Scope {
	case Namespace:
		return s.Name
	case Call:
		return s.Caller().InNamespace()
	}
	return s.Namespace
}

// Compare orders subjects by scope, namespace, kind, name and what is called.
func (s Subject) Compare(o Subject) int {
	return cmp.Or(
		cmp.Compare(s.Scope, o.Scope), cmp.Compare(s.Namespace, o.Namespace),
		cmp.Compare(s.Kind, o.Kind), cmp.Compare(s.Name, o.Name), cmp.Compare(s.To, o.To),
	)
}

// ParseSubject reads what [Subject.String] writes.
func ParseSubject(text string) (Subject, error) {
	if by, to, found := strings.Cut(text, calls); found {
		caller, err := ParseSubject(by)
		if err != nil {
			return Subject{}, err
		}
		callee, err := ParseSubject(to)
		return CallOf(caller, callee), err
	}
	kind, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if kind == string(Cluster) && rest == "" {
		return TheCluster, nil
	}
	namespace, name, found := strings.Cut(rest, "/")
	if !found {
		namespace, name = "", rest
	}
	if kind == "" || name == "" {
		return Subject{}, fmt.Errorf("cannot read subject %q: want \"Kind namespace/name\"", text)
	}
	if kind == string(Host) {
		return Of(Host, "", rest), nil
	}
	return Object(kind, namespace, name), nil
}
