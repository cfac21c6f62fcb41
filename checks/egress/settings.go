package egress

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// setting is a variable of a container as the pod spec writes it.
type setting struct {
	container, name, value string
	hidden                 bool // the value stands elsewhere, or was redacted
}

func (s setting) String() string { return s.name + " of container " + s.container }

func settings(container corev1.Container) (list []setting) {
	for _, e := range container.Env {
		hidden := e.ValueFrom != nil || strings.Contains(e.Value, "<redacted>")
		list = append(list, setting{container.Name, e.Name, e.Value, hidden})
	}
	return list
}

// address is a host that a setting names.
type address struct {
	setting
	scheme, host, port string // scheme and port may be empty
}

var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// addresses are the host names in a setting's value: one, or a list. IP
// addresses and what is no host name are left out.
func addresses(s setting) (list []address) {
	if s.hidden {
		return nil
	}
	for _, word := range strings.FieldsFunc(s.value, func(r rune) bool { return strings.ContainsRune(", ;|", r) }) {
		scheme, host, port := split(word)
		if _, err := netip.ParseAddr(host); err == nil || !hostName.MatchString(host) {
			continue
		}
		list = append(list, address{s, scheme, host, port})
	}
	return list
}

// split takes a URL, or a host with or without a port, apart.
func split(word string) (scheme, host, port string) {
	scheme, rest, found := strings.Cut(strings.ToLower(word), "://")
	if !found {
		scheme, rest = "", scheme
	}
	rest, _, _ = strings.Cut(rest, "/")
	host, port, _ = strings.Cut(rest[strings.LastIndex(rest, "@")+1:], ":")
	return scheme, strings.TrimSuffix(host, "."), port
}

// service is the Service that a host name means, seen from a namespace. A name
// in full (exact) means a Service whether it exists or not; a shorter one only
// if the Service is in the list, which is that of the namespace.
func (a address) service(own string, services []corev1.Service) (s evidence.Subject, exact, ok bool) {
	for _, suffix := range []string{".svc.cluster.local", ".svc"} {
		if name, found := strings.CutSuffix(a.host, suffix); found {
			labels := strings.Split(name, ".")
			if len(labels) < 2 {
				return s, false, false
			}
			// A pod of a headless Service has its own label in front.
			namespace, name := labels[len(labels)-1], labels[len(labels)-2]
			return evidence.Of(evidence.Service, namespace, name), true, true
		}
	}
	name, namespace, _ := strings.Cut(a.host, ".")
	if (namespace == "" || namespace == own) && kube.ServiceNamed(services, name) != nil {
		return evidence.Of(evidence.Service, own, name), false, true
	}
	return s, false, false
}

// callers are the pods that live of the workload under examination, or of the
// one whose call is.
func callers(c *checks.Context) []corev1.Pod {
	return kube.Live(kube.PodsOf(c.Subject().Object(), evidence.Pods.Of(c)))
}

// set gives the remedy the words of "kubectl set env", for workloads that take it.
func set(c *checks.Context, container string, assignments string) {
	if slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet"}, c.Subject().Kind) {
		c.Set("workload", strings.ToLower(c.Subject().Kind)+"/"+c.Subject().Name)
		c.Set("container", container)
		c.Set("assignment", assignments)
	}
}
