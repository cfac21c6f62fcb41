// Package hubble tries the Hubble source against Cilium's own observers and relay,
// in this process and over mTLS, with the official command line as referee.
//
// # Why
//
// It is a module of its own: the observers are a thousand packages, which neither
// the product's module nor the race detector has to bear.
package hubble
