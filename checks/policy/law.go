package policy

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
)

// law is what decides about one side of a path, and speaks of it.
type law struct {
	*ruleset.Set
	servers []corev1.Pod // see [law.resolvers]
}

func lawOf(c *checks.Context, end evidence.Reader, names map[string][]netip.Addr) (*law, error) {
	set, err := ruleset.Of(c, end, names)
	return &law{Set: set}, err
}
