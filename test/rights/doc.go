// Package rights tries what users learn of a real API server's namespaces: by the
// chat, by MCP and by links that others share.
//
// One user may read one namespace, and nothing else. Whatever they ask, nothing
// of another namespace is told, and a namespace that exists is not told from one
// that does not. An administrator asks the same, and sees that there was something
// to be told.
package rights
