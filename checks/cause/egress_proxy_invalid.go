package cause

import "github.com/netwhy/netwhy/checks"

// ProxyInvalid leaves HTTP clients without a proxy to go through.
var ProxyInvalid = &Cause{
	ID:       "egress.proxy-invalid",
	Says:     "A proxy variable holds an address that no client can use",
	Explains: append(checks.Unreachable(), checks.EgressBlocked),
	Shown:    []string{"egress.proxy-valid"},
}
