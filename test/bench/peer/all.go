package peer

// All are the peers: kubectl, the MCP servers and the analyzers of a file (empty:
// the one that comes with the package).
func All(tools Tools, analyzers string) ([]Peer, error) {
	list := []Peer{Kubectl{Path: tools.Kubectl}}
	for _, s := range Servers(tools) {
		list = append(list, s)
	}
	more, err := Analyzers(analyzers)
	if err != nil {
		return nil, err
	}
	for _, a := range more {
		list = append(list, a)
	}
	return list, nil
}

// Servers are the MCP servers, each with the switch that it has for reading only.
func Servers(tools Tools) []Server {
	readOnly := "ALLOW_ONLY_READONLY_TOOLS=true"
	return []Server{
		{Called: "kubernetes-mcp-server", Package: "kubernetes-mcp-server", Arguments: []string{"--read-only"}, Tools: tools},
		{Called: "mcp-server-kubernetes", Package: "mcp-server-kubernetes", Runs: true, Environment: []string{readOnly}, Tools: tools},
		{Called: "mcp-server-kubernetes, 1 GiB", Package: "mcp-server-kubernetes", Runs: true, Environment: []string{readOnly, "SPAWN_MAX_BUFFER=1073741824"}, Tools: tools},
	}
}
