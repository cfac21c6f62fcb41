package dns

import (
	"slices"

	"github.com/miekg/dns"
	"github.com/netwhy/netwhy/agent/tool"
)

// needs is what the caller has to be granted: that a Service or pod has a name
// is known to those who may read it, and other names are granted together. A
// namespace is wherever a name may have one, as in web.shop.svc.cluster.local.
// and web-0.web.shop.svc.cluster.local.
func needs(a Args) (list []tool.Access) {
	labels := dns.SplitDomainName(dns.CanonicalName(a.Name))
	if len(labels) > 3 && slices.Equal(labels[:3], apiService) {
		labels = labels[3:]
	}
	for i, label := range labels {
		if resource := below[label]; resource != "" && i > 0 {
			list = append(list, tool.Access{Verb: "get", Resource: resource, Namespace: labels[i-1]})
		}
	}
	if len(list) == 0 {
		list = []tool.Access{{Verb: "get", Group: tool.Group, Resource: "dnslookups"}}
	}
	return list
}

// below are what has names in the zones of a cluster.
var below = map[string]string{"svc": "services", "pod": "pods"}

// apiService is the one Service that every pod knows by its environment.
var apiService = []string{"kubernetes", "default", "svc"}
