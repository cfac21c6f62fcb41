// Package house holds the rules of the house: what may import what, how large
// a file may be, what every package must say of itself. Its tests read the
// source tree and nothing else.
package house
