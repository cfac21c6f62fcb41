// Package ingress judges how requests enter the cluster: Ingresses and the
// Gateway API, from the class and its controller over hosts, paths and
// listeners to the Service behind.
//
// # Contract
//
// What a specification proves is a Fail; what only a controller can know is
// read from its status. A status that is absent, or of an older generation, is
// Unknown. Where the specification and a fresh status contradict each other,
// the verdict is Unknown too: the controller may know an extension.
package ingress
