package peer

import "strings"

// MostWhole is how many policies of a namespace an agent gets one by one, at most.
const MostWhole = 20

// Read is one thing to be read.
type Read struct {
	Resource      string // as kubectl says it
	Version, Kind string // as the API says it
	Namespace     string // empty: all, or none has it
	Name          string // of the one object; empty: all of them
	Fields        string // field selector
	Whole         bool   // with all that is in it, not a table
	Global        bool   // its objects are in no namespace
}

// Reads are those that a question needs, in the order in which they are read.
func Reads(ask Ask) []Read {
	list := []Read{
		{Resource: "pods", Version: "v1", Kind: "Pod"},
		{Resource: "services", Version: "v1", Kind: "Service"},
		{Resource: "endpointslices.discovery.k8s.io", Version: "discovery.k8s.io/v1", Kind: "EndpointSlice"},
		{Resource: "networkpolicies.networking.k8s.io", Version: "networking.k8s.io/v1", Kind: "NetworkPolicy", Whole: ask.Namespace != ""},
		{Resource: "events", Version: "v1", Kind: "Event", Fields: "type=Warning"},
		{Resource: "deployments.apps", Version: "apps/v1", Kind: "Deployment"},
	}
	if ask.Name != "" && ask.Namespace != "" {
		list = append(list, Read{Resource: "services", Version: "v1", Kind: "Service", Name: ask.Name, Whole: true})
	}
	for i := range list {
		list[i].Namespace = ask.Namespace
	}
	if ask.Namespace == "" || strings.Contains(strings.ToLower(ask.Question), "node") {
		list = append(list, Read{Resource: "nodes", Version: "v1", Kind: "Node", Global: true})
	}
	return list
}
