package kube

import "github.com/netwhy/netwhy/agent/tool"

// What a call needs is what kubectl needs for the same. The other version of a
// resource is of the same group, so RBAC does not tell them apart. A resource
// that does not exist is not of the table, and the tool says so.

func listNeeds(a ListArgs) []tool.Access {
	if a.Count { // which is of the whole cluster
		a.Namespace = ""
	}
	return of("list", a.Resource, a.Namespace)
}

func getNeeds(a GetArgs) []tool.Access {
	need := of("get", a.Resource, a.Namespace)
	if a.Resource == "namespaces" && len(need) == 1 {
		need[0].Namespace = a.Name // RBAC takes a namespace for its own content
	}
	return need
}

func eventNeeds(a EventsArgs) []tool.Access { return of("list", "events", a.Namespace) }

func logNeeds(LogsArgs) []tool.Access {
	return []tool.Access{
		{Verb: "list", Resource: "pods", Namespace: systemNamespace},
		{Verb: "get", Resource: "pods/log", Namespace: systemNamespace},
	}
}

func of(verb, name, namespace string) []tool.Access {
	r, err := find(name)
	if err != nil {
		return nil
	}
	if !r.namespaced {
		namespace = ""
	}
	return []tool.Access{{Verb: verb, Group: r.Group, Resource: r.plural, Namespace: namespace}}
}
