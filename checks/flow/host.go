package flow

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// hostNeeds are what checks of a call to a host see.
func hostNeeds() []evidence.Need {
	return []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.CallFlows), evidence.Prefer(evidence.Answers).AtCallee()}
}

// outside are the flows between the caller's pods and the host: by the name
// that Hubble learned for an address, or the addresses that DNS gives now.
func outside(c *checks.Context) seen {
	caller, host := c.Subject().Caller(), c.Subject().Callee().Name
	pods := ownPods(caller, evidence.Pods.Of(c))
	addresses := map[string]bool{host: true}
	for _, a := range evidence.Answers.Of(c) {
		for _, ip := range a.Addresses {
			addresses[ip] = true
		}
	}
	all := look(c, evidence.CallFlows)
	for _, f := range all.rows {
		if slices.ContainsFunc(f.Server.Names, func(n string) bool { return strings.EqualFold(n, host) }) {
			addresses[f.Server.IP] = true
		}
	}
	return all.keep(func(f *hubble.Flow) bool {
		return among(f.Client, caller.InNamespace(), pods) && addresses[f.Server.IP] && f.DNS == nil
	})
}

// asked are the look-ups of a name by the caller's pods.
func asked(c *checks.Context) seen {
	caller, host := c.Subject().Caller(), c.Subject().Callee().Name
	pods := ownPods(caller, evidence.Pods.Of(c))
	return look(c, evidence.CallFlows).keep(func(f *hubble.Flow) bool {
		return f.DNS != nil && strings.EqualFold(f.DNS.Query, host) && among(f.Client, caller.InNamespace(), pods)
	})
}
