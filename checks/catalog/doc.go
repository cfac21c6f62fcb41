// Package catalog lists every check and cause, and holds them to the rules
// that only the whole catalogue can show.
//
// # Contract
//
// The list is generated: "go generate ./checks/catalog" finds what the area
// folders declare. [Validate] returns every broken rule. [Digest] names the
// catalogue, so that a replay can tell whether it judges by the same rules.
//
//go:generate go run ../../test/generate
package catalog
