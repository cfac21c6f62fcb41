// Package ruleset makes of the policies that were read what package reach
// judges by. Checks of several areas share it: those that compute whether a call
// is allowed, and those that hold what was seen against it.
//
// # Contract
//
// A [Set] speaks of one end of a call, by the policies of its namespace and of
// the whole cluster. [Set.Hedge] makes Unknown of a verdict that something else
// may change: policies of a dialect that is not evaluated, Windows nodes,
// gateways past which policies do not reach.
package ruleset
