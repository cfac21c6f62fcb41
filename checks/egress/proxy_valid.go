package egress

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ProxyValid finds proxy variables that no client can use.
var ProxyValid = &checks.Check{
	ID:     "egress.proxy-valid",
	Asks:   "Do the workload's proxy variables name a proxy that can be there?",
	Why:    "With a proxy address that cannot be used, every HTTP call that is not exempt fails, to the internet above all.",
	Limits: "Says nothing about whether the proxy answers. A process that a container starts beside its main one, without declaring its port, is not seen.",
	Refs: []string{
		"https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config",
		"https://everything.curl.dev/usingcurl/proxies/env",
	},
	For:   []checks.Symptom{checks.EgressBlocked},
	Also:  checks.Unreachable(),
	Scope: evidence.Workload, Side: checks.Caller,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:    "Give the variable the proxy's address as http://host:port, or take the variable away.",
		Changes: "Taking it away replaces the workload's pods one by one; their calls then leave directly.",
		Fix:     []string{"kubectl -n {{.namespace}} set env {{.workload}} -c {{.container}} {{.assignment}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get pods -o jsonpath={{.show}}"},
	},
	Eval: func(c *checks.Context) {
		for _, pod := range callers(c) {
			for _, container := range kube.Containers(&pod) {
				for _, s := range proxiesOf(container).all() {
					proxyValid(c, &pod, s)
				}
			}
		}
		c.Skip("no container is told to use a proxy by a variable of its own")
	},
}

func proxyValid(c *checks.Context, pod *corev1.Pod, s setting) {
	if s.hidden {
		c.Unknown("the value of %s cannot be read", s)
		return
	}
	_, host, port := split(s.value)
	address, err := netip.ParseAddr(host)
	loopback := host == "localhost" || err == nil && address.IsLoopback()
	switch wrong := malformed(s.value); {
	case wrong != "":
		fail(c, s, wrong)
	case loopback && !listens(pod, port) && len(kube.Containers(pod)) == 1 && !pod.Spec.HostNetwork:
		fail(c, s, "this is the pod itself, whose only container declares no such port")
	case loopback && !listens(pod, port):
		c.Unknown("%s is %s: whether a proxy listens there, beside the container, is not in the pod's spec", s, s.value)
	case port == "":
		c.Unknown("%s is %s, without a port: clients assume different ones (curl 1080, Go 80)", s, s.value)
	default:
		c.Pass("%s is a usable address, %s", s, s.value)
	}
}

func fail(c *checks.Context, s setting, why string) {
	c.Fail("%s is %q: %s", s, s.value, why)
	set(c, s.container, s.name+"-")
	c.Set("show", `{range .items[*]}{.metadata.name}{" "}{.spec.containers[*].env[?(@.name=="`+s.name+`")].value}{"\n"}{end}`)
}

var brokenScheme = regexp.MustCompile(`^(?i)https?[:/]`)

// malformed says why a proxy's address cannot be parsed, empty if it can. An
// address without a scheme counts as http.
func malformed(value string) string {
	text := value
	if !strings.Contains(text, "://") {
		if brokenScheme.MatchString(text) {
			return "the scheme is not followed by ://"
		}
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || strings.ContainsRune(value, ' ') {
		return "it is no URL"
	}
	if u.Hostname() == "" {
		return "it names no host"
	}
	if n, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || n < 1 || n > 65535) {
		return "its port does not exist"
	}
	return ""
}

// listens reports whether a container of the pod declares a port.
func listens(pod *corev1.Pod, port string) bool {
	return slices.ContainsFunc(kube.Containers(pod), func(c corev1.Container) bool {
		return slices.ContainsFunc(c.Ports, func(p corev1.ContainerPort) bool { return strconv.Itoa(int(p.ContainerPort)) == port })
	})
}
