// Package tenant is what one team runs in a cluster, as the API server hands it
// out: the input of benchmarks.
//
// # Contract
//
// The same numbers give the same objects, byte for byte. Pods carry what real
// ones do and what costs most to read: managed fields, volumes, variables,
// annotations, conditions. Nothing in it is broken, so that what is measured is
// the usual case.
//
// # Why
//
// Benchmarks of several packages read the same objects, so that what one of them
// costs can be set beside another. Who changes the objects changes what every
// benchmark measures: see test/tools/compare on renaming one.
package tenant
