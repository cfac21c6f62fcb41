package cilium

import "github.com/netwhy/netwhy/checks"

// leading are the settings that decide how packets get from node to node.
var leading = []string{"routing-mode", "tunnel", "enable-wireguard", "enable-ipsec"}

// needs says why packets between nodes need what the CiliumNodes tell; "" where
// routers may lead them without. Source: cilium v1.20.2 pkg/option/config.go; the
// setting "tunnel" is that of versions before 1.14.
func needs(c *checks.Context) string {
	native := setting(c, "routing-mode") == "native" || setting(c, "tunnel") == "disabled"
	switch {
	case on(c, "enable-wireguard", false), on(c, "enable-ipsec", false):
		return "traffic between nodes is encrypted, for which their agents must know each other"
	case !native:
		return "traffic between nodes goes through tunnels, for which their agents must know each other"
	}
	return ""
}
