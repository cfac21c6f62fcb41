// Package egress judges how a workload leaves its pod: the proxy it is told to
// use, the hosts its settings name, and the gateways and sidecars on its way.
//
// # Contract
//
// Settings are what the pod specs write out. A value that comes from a
// ConfigMap or Secret, or that was redacted, is never guessed.
package egress
