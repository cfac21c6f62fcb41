// Package command finds the commands that the documents tell readers to type.
//
// Every block of commands bears a mark, a comment in the line before it:
//
//	<!-- run: local -->        the tests run it, in an empty folder
//	<!-- run: cluster -->      a cluster that has Netwhy installed is asked it
//	<!-- not run: REASON -->   nobody can here, and why
package command
