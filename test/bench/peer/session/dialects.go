package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/test/bench/peer"
)

// dialect is how the tools of a server are used.
type dialect struct {
	tools []string
	read  func(context.Context, *client, peer.Read)
}

// dialects are by the package of the server.
var dialects = map[string]dialect{
	"kubernetes-mcp-server": {
		tools: []string{"pods_list", "pods_list_in_namespace", "events_list", "resources_list", "resources_get"},
		read:  containers,
	},
	"mcp-server-kubernetes": {tools: []string{"kubectl_get"}, read: flux159},
}

// containers reads by kubernetes-mcp-server. It lists as tables only, so what is
// wanted whole is got one by one.
func containers(ctx context.Context, c *client, r peer.Read) {
	arguments := map[string]any{}
	set(arguments, "namespace", r.Namespace)
	set(arguments, "fieldSelector", r.Fields)
	switch {
	case r.Kind == "Pod" && r.Namespace == "":
		c.call(ctx, "pods_list", arguments)
		return
	case r.Kind == "Pod":
		c.call(ctx, "pods_list_in_namespace", arguments)
		return
	case r.Kind == "Event":
		c.call(ctx, "events_list", arguments)
		return
	}
	arguments["apiVersion"], arguments["kind"] = r.Version, r.Kind
	if r.Name != "" {
		arguments["name"] = r.Name
		c.call(ctx, "resources_get", arguments)
		return
	}
	table := c.call(ctx, "resources_list", arguments)
	if !r.Whole {
		return
	}
	for _, name := range names(table) {
		c.call(ctx, "resources_get", map[string]any{"apiVersion": r.Version, "kind": r.Kind, "namespace": r.Namespace, "name": name})
	}
}

// names are those in a table, up to as many as an agent would get.
func names(table string) (list []string) {
	lines := strings.Split(table, "\n")
	column := slices.Index(strings.Fields(lines[0]), "NAME")
	for _, line := range lines[1:] {
		if fields := strings.Fields(line); column >= 0 && len(fields) > column && len(list) < peer.MostWhole {
			list = append(list, fields[column])
		}
	}
	return list
}

// flux159 reads by mcp-server-kubernetes. Its default form has the name and the
// state alone; an agent that wants selectors and ports asks for the wide one. Of
// events its default has all.
func flux159(ctx context.Context, c *client, r peer.Read) {
	arguments := map[string]any{"resourceType": r.Resource}
	set(arguments, "namespace", r.Namespace)
	set(arguments, "name", r.Name)
	set(arguments, "fieldSelector", r.Fields)
	if r.Namespace == "" && !r.Global {
		arguments["allNamespaces"] = true
	}
	switch {
	case r.Whole:
		arguments["output"] = "yaml"
	case r.Kind != "Event":
		arguments["output"] = "wide"
	}
	c.call(ctx, "kubectl_get", arguments)
}

func set(arguments map[string]any, name, value string) {
	if value != "" {
		arguments[name] = value
	}
}

// asked is a call as it is printed.
func asked(tool string, arguments map[string]any) string {
	text, err := json.Marshal(arguments)
	if err != nil {
		return tool // strings and a boolean can be written
	}
	return tool + " " + string(text)
}
