package policy

import (
	"strconv"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// namesOnly are the names that queries are confined to; none where any passes.
func namesOnly(side reach.Side) []string {
	patterns := side.Queries()
	for _, p := range patterns {
		if p == "*" || p == "" {
			return nil
		}
	}
	return patterns
}

// cilium is a Cilium policy by its name.
func (l *law) cilium(name reach.Policy) *evidence.CiliumPolicy {
	for i := range l.Rules.CiliumPolicies {
		if ruleset.NameOf(&l.Rules.CiliumPolicies[i]) == name {
			return &l.Rules.CiliumPolicies[i]
		}
	}
	return nil
}

// seeLookups is the rule that sends a pod's queries through the DNS proxy and
// lists one name. What another rule opens the port for, it goes on to open.
func seeLookups(s step, host string) object {
	return object{
		"toEndpoints": []object{matching(object{"k8s:io.kubernetes.pod.namespace": s.to.Namespace, "k8s:k8s-app": "kube-dns"})},
		"toPorts": []object{{
			"ports": []object{{"port": strconv.Itoa(int(s.port.Number)), "protocol": "ANY"}},
			"rules": object{"dns": []object{{"matchName": host}}},
		}},
	}
}
