// Package dns checks the cluster's name resolution: CoreDNS and the Service
// in front of it, the configuration that CoreDNS reads, and how pods ask.
//
// # Contract
//
// The Corefile is read as CoreDNS reads it, imports of the ConfigMap
// coredns-custom included, but never from files or the environment: a word
// that names a variable is taken as not known.
//
// # Why
//
// The parser is our own. That of CoreDNS opens files and reads the environment
// while it parses, and a verdict must be a function of the record. What its test
// expects was recorded from that parser.
package dns
