package service

import (
	"encoding/json"
	"net/netip"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// clusterDomain is the DNS domain of every AKS cluster.
const clusterDomain = "cluster.local"

// ExternalName finds an alias that cannot resolve: an address instead of a
// name, itself, a short name, or a Service that is not there.
var ExternalName = &checks.Check{
	ID:   "service.external-name",
	Asks: "Is the name that the Service is an alias of one that can resolve?",
	Why:  "An ExternalName Service is nothing but a CNAME: if its target cannot resolve, neither can the Service's name.",
	Limits: "Whether a name outside the cluster resolves and answers cannot be seen here, nor whether the server there accepts the Service's name " +
		"in HTTP or TLS. The cluster domain is taken to be cluster.local.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/service/#externalname",
		"k8s.io/api/core/v1 ServiceSpec.externalName",
	},
	For:   append(checks.Unreachable(), checks.DNSFails, checks.IngressUnreachable),
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services)},
	Leads: []checks.Lead{{Ask: "service.exists", Always: true}, {Ask: "service.ready-endpoints", Always: true}},
	Remedy: checks.Remedy{
		Says: "Name the target in full, such as NAME.NAMESPACE.svc.cluster.local or a public host name. " +
			"For an address use a Service without selector and an EndpointSlice instead.",
		Changes: "Changes where the Service's name leads.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get service {{.name}} -o jsonpath='{.spec.externalName}'"},
	},
	Eval: func(c *checks.Context) {
		service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Name)
		switch {
		case service == nil:
			c.Skip("there is no Service of this name")
		case service.Spec.Type != corev1.ServiceTypeExternalName:
			c.Skip("the Service is no ExternalName")
		default:
			alias(c, service, strings.ToLower(strings.TrimSuffix(service.Spec.ExternalName, ".")))
		}
	},
}

func alias(c *checks.Context, service *corev1.Service, target string) {
	name, namespace, inCluster := clusterName(target)
	_, notAddress := netip.ParseAddr(target)
	switch {
	case target == "":
		c.Fail("the alias has no target")
	case notAddress == nil:
		c.Fail("the target %s is an address, and an alias can lead to names only: DNS has no answer for the Service", target)
	case inCluster && name == service.Name && namespace == service.Namespace:
		c.Fail("the target %s is the Service itself: its name leads in a circle", target)
	case inCluster:
		c.Relate(evidence.Of(evidence.Service, namespace, name))
		if namespace == service.Namespace && kube.ServiceNamed(evidence.Services.Of(c), name) == nil {
			c.Fail("the target %s is a Service that does not exist", target)
			return
		}
		c.Pass("the target is Service %s/%s of this cluster, which is asked in its own right", namespace, name)
	case strings.HasSuffix(target, ".svc"):
		c.Set("patch", aliasPatch(target+"."+clusterDomain))
		c.Fail("the target %s is not a full name: no search list applies to the target of a CNAME, and there is no top-level domain svc", target)
	case !strings.Contains(target, "."):
		c.Unknown("the target %s is a single word, to which no search list applies: only a DNS server that serves it as such can resolve it", target)
	default:
		c.Pass("the target %s is a full name outside the cluster", target)
	}
}

// clusterName takes NAME.NAMESPACE.svc.cluster.local apart.
func clusterName(target string) (name, namespace string, ok bool) {
	rest, ok := strings.CutSuffix(target, ".svc."+clusterDomain)
	name, namespace, found := strings.Cut(rest, ".")
	return name, namespace, ok && found && !strings.Contains(namespace, ".")
}

func aliasPatch(target string) string {
	text, err := json.Marshal(map[string]any{"spec": map[string]any{"externalName": target}})
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(text)
}
