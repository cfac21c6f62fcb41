package cause

import "github.com/netwhy/netwhy/checks"

// SocketLocalPorts lets calls fail before anything is sent.
var SocketLocalPorts = &Cause{
	ID:       "socket.ports-exhausted",
	Says:     "The workload has used up its local ports, so that further calls fail before anything is sent",
	Explains: append(checks.Unreachable(), checks.EgressBlocked),
	Shown:    []string{"socket.local-ports"},
}
