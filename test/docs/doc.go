// Package docs holds the documents against the program: every command that they
// name exists, what can be run is run, links lead somewhere, and the reference
// is what the code says.
//
//go:generate go run ./generate
package docs
