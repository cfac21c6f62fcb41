//go:build tools

// Package cluster holds the versions of the real programs that the test
// cluster runs, apart from the product's module.
package cluster

import (
	_ "github.com/cilium/cilium/daemon"
	_ "github.com/cilium/cilium/hubble"
	_ "github.com/cilium/cilium/hubble-relay"
	_ "github.com/cilium/cilium/plugins/cilium-cni"
	_ "helm.sh/helm/v4/cmd/helm"
)
