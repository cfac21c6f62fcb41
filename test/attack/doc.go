// Package attack tries what somebody hostile sends to the faces of "netwhy serve":
// the chat's API, its sign-in and MCP, by sockets to a server with all three.
//
// # Contract
//
// The server is the one that the program makes, over recorded objects with hostile
// names. Callers are known by the program's own reading of bearer tokens, two at a
// time, so that each has something that the other may not see. What is sent is
// refused or is text; nothing else is called, and the log has a line for a line.
package attack
