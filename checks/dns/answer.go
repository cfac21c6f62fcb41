package dns

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// Answer asks the cluster's DNS for the host.
var Answer = &checks.Check{
	ID:     "dns.answer",
	Asks:   "Does the cluster's DNS know the host?",
	Why:    "What CoreDNS answers is what every pod with the usual settings gets.",
	Limits: "The name is asked as it stands, from where Netwhy runs; a pod's search list, policies and caches may change what it gets.",
	Refs:   []string{"https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1", "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/"},
	Also:   append(unreachable(), checks.DNSFails, checks.EgressBlocked),
	Scope:  evidence.Host,
	Needs:  []evidence.Need{evidence.Require(evidence.Answers), evidence.Require(evidence.Namespaces)},
	Remedy: checks.Remedy{
		Says:   "Correct the name, or create the record: NXDOMAIN means that the name does not exist, SERVFAIL and REFUSED that the resolver behind CoreDNS or its configuration failed.",
		Verify: []string{showLog, showConfig},
	},
	Eval: func(c *checks.Context) {
		answers := evidence.Answers.Of(c)
		name := strings.TrimSuffix(strings.ToLower(c.Subject().Name), ".")
		switch {
		case len(answers) == 0:
			c.Unknown("the record holds no answer for %s", name)
			return
		case short(name, evidence.Namespaces.Of(c)):
			c.Skip("%s is completed by the search list of pods; only its full name can be asked from elsewhere", name)
			return
		}
		var addresses, failed, aliases []string
		for _, a := range answers {
			addresses = append(addresses, a.Addresses...)
			aliases = append(aliases, a.Names...)
			if a.Rcode != "NOERROR" {
				failed = append(failed, a.Rcode+" for "+a.Type)
			}
		}
		for _, list := range []*[]string{&addresses, &failed, &aliases} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		through := ""
		if len(aliases) > 0 {
			through = " through " + checks.Names(aliases)
		}
		switch server := answers[0].Server; {
		case len(addresses) > 0 && len(failed) == 0:
			c.Pass("%s answers %s for %s%s", server, checks.Names(addresses), name, through)
		case len(addresses) > 0:
			c.Unknown("%s answers %s for %s, but %s; programs that wait for both fail", server, checks.Names(addresses), name, checks.Names(failed))
		case len(failed) > 0:
			if service, ok := serviceIn(name); ok {
				c.Relate(service)
			}
			c.Fail("%s answers %s for %s%s", server, checks.Names(failed), name, through)
		default:
			c.Fail("%s knows %s%s, but no address of it", server, name, through)
		}
	},
}

// short reports whether a name is one that a pod's search list completes: of
// a single label, ending in svc, or in the name of a namespace.
func short(name string, namespaces []corev1.Namespace) bool {
	last := name[strings.LastIndex(name, ".")+1:]
	return last == name || last == "svc" || slices.ContainsFunc(namespaces, func(n corev1.Namespace) bool { return n.Name == last })
}

// serviceIn is the Service whose name, or whose pod's name, a full name of the
// cluster is. The cluster's domain is taken to be the usual one.
func serviceIn(name string) (evidence.Subject, bool) {
	labels := strings.Split(strings.TrimSuffix(name, ".svc."+defaultDomain), ".")
	if n := len(labels); n >= 2 && strings.HasSuffix(name, ".svc."+defaultDomain) {
		return evidence.Of(evidence.Service, labels[n-1], labels[n-2]), true
	}
	return evidence.Subject{}, false
}
