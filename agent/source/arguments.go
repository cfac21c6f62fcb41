package source

import (
	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/checks/evidence"
)

// arguments are a query as the typed arguments of the tool that serves it.
func arguments(q evidence.Query, b evidence.Budget) any {
	resource := q.Resource
	if q.Group != "" {
		resource += "." + q.Group
	}
	switch q.Tool {
	case evidence.ToolList:
		return kube.ListArgs{
			Resource: resource, Namespace: q.Namespace, Labels: q.Labels, Fields: q.Fields, Limit: b.Objects,
			Count: q.Count, ByNode: q.ByNode, AtOnce: q.AtOnce,
		}
	case evidence.ToolGet:
		return kube.GetArgs{Resource: resource, Namespace: q.Namespace, Name: q.Name}
	case evidence.ToolEvents:
		return kube.EventsArgs{Namespace: q.Namespace, Fields: q.Fields, Limit: b.Objects}
	case evidence.ToolLogs:
		return kube.LogsArgs{Labels: q.Labels, Container: q.Container, Lines: b.Objects}
	case evidence.ToolNode:
		return node.Args{Node: q.Name, Namespace: q.Namespace}
	case evidence.ToolHubble:
		return hubble.Args{Namespace: q.Namespace, Name: q.Name, Peer: q.Peer, Watch: q.Watch}
	case evidence.ToolCilium:
		return cilium.Args{Node: q.Name}
	case evidence.ToolDNS:
		return dns.Args{Name: q.Name}
	}
	return nil
}
