package cause

import "github.com/netwhy/netwhy/checks"

// ServiceExternalNameUnresolvable is an alias that leads nowhere.
var ServiceExternalNameUnresolvable = &Cause{
	ID:       "service.external-name-unresolvable",
	Says:     "The Service is an alias of a name that cannot resolve",
	Explains: append(checks.Unreachable(), checks.DNSFails),
	Shown:    []string{"service.external-name"},
}
