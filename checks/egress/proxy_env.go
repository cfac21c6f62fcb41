package egress

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ProxyEnv finds callers that send calls of cluster Services to a proxy
// outside the cluster.
var ProxyEnv = &checks.Check{
	ID:     "egress.proxy-env",
	Asks:   "Are the workload's calls within the cluster exempt from its HTTP proxy?",
	Why:    "A proxy outside the cluster knows neither the names nor the addresses of Services: HTTP calls that go to it fail, while the Service itself is fine.",
	Limits: "Judges the URLs that the environment names. A client may ignore the variables (Java does), and an application may be set up in files.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/http-proxy",
		"https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config",
		"https://everything.curl.dev/usingcurl/proxies/env",
	},
	For:   []checks.Symptom{checks.EgressBlocked},
	Also:  checks.Unreachable(),
	Scope: evidence.Workload, Side: checks.Caller,
	Needs: []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Services), evidence.RequireIfInstalled(evidence.ServiceCIDRs)},
	Remedy: checks.Remedy{
		Says:    "Add the cluster's names to NO_PROXY: .svc and .svc.cluster.local as suffixes without an asterisk, and every short Service name that is called.",
		Changes: "Replaces the workload's pods one by one; what deploys the workload may set the variables back.",
		Fix:     []string{"kubectl -n {{.namespace}} set env {{.workload}} -c {{.container}} {{.assignment}} {{.lower}}"},
		AKS:     []string{`az aks show -g "$AKS_RG" -n "$AKS_NAME" --query httpProxyConfig.noProxy`},
		Verify:  []string{"kubectl -n {{.namespace}} get pods -o jsonpath={{.noproxy}}"},
	},
	Eval: func(c *checks.Context) {
		pods := callers(c)
		if len(pods) == 0 {
			c.Skip("the workload has no living pod")
			return
		}
		for _, pod := range pods {
			for _, container := range kube.Containers(&pod) {
				proxyEnv(c, container)
			}
		}
		c.Skip("no container is told to use a proxy")
	},
}

func proxyEnv(c *checks.Context, container corev1.Container) {
	services, own := evidence.Services.Of(c), c.Subject().Namespace
	ranges := evidence.ServiceCIDRs.Of(c)
	p := proxiesOf(container)
	switch {
	case !p.set() && p.elsewhere:
		c.Unknown("container %s takes variables from a ConfigMap or Secret, which is not read: whether they set a proxy is not known", container.Name)
		return
	case !p.set():
		return
	case !p.readable():
		c.Unknown("container %s is told to use a proxy, and not all of the values that decide are readable", container.Name)
		return
	}
	calls := clusterCalls(container, own, services)
	if len(calls) == 0 && p.exempts("name.namespace.svc") == every && p.exempts("name.namespace.svc.cluster.local") == every {
		c.Pass("container %s exempts .svc and .svc.cluster.local from its proxy", container.Name)
		return
	} else if len(calls) == 0 {
		c.Unknown("container %s exempts not all cluster names from its proxy, and its environment does not say which Services it calls", container.Name)
		return
	}
	list := noProxy(p, calls)
	for _, call := range calls {
		through := p.http
		if call.scheme == "https" {
			through = p.https
		}
		s, _, _ := call.service(own, services)
		switch exempt := p.exempts(call.host); {
		case len(through) == 0 || exempt == every:
			c.Pass("container %s calls %s without its proxy", container.Name, call.host)
		case exempt == some:
			c.Unknown("whether %s is exempt from the proxy of container %s depends on the client: not all read wildcards, ranges and both spellings of NO_PROXY", call.host, container.Name)
		case slices.ContainsFunc(through, func(s setting) bool { return inside(s, ranges) }):
			c.Unknown("%s is called through %s=%s, which may stand in the cluster and know it", call.host, through[0].name, through[0].value)
		default:
			c.Relate(s)
			c.Fail("%s names %s, which NO_PROXY does not exempt: it is asked of the proxy %s, outside the cluster", call.setting, call.host, through[0].value)
			set(c, container.Name, "NO_PROXY="+list)
			c.Set("lower", "no_proxy="+list)
			c.Set("noproxy", `{range .items[*]}{.metadata.name}{" "}{.spec.containers[*].env[?(@.name=="NO_PROXY")].value}{"\n"}{end}`)
		}
	}
}

// noProxy is the container's list with the cluster's suffixes added, and the
// short names that are called.
func noProxy(p proxies, calls []address) string {
	var list []string
	if len(p.no) > 0 {
		list = append(list, p.no[0].value)
	}
	list = append(list, ".svc", ".svc.cluster.local")
	for _, call := range calls {
		if !strings.Contains(call.host, ".svc") && !slices.Contains(list, call.host) {
			list = append(list, call.host)
		}
	}
	return strings.Join(list, ",")
}
