package egress

import (
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// proxies are what a container is told of proxies, in either spelling of each
// variable, since clients differ in which they read.
type proxies struct {
	http, https, no []setting
	elsewhere       bool // variables come from ConfigMaps or Secrets as well
}

func proxiesOf(container corev1.Container) (p proxies) {
	p.elsewhere = len(container.EnvFrom) > 0
	for _, s := range settings(container) {
		if s.value == "" && !s.hidden {
			continue
		}
		switch s.name {
		case "HTTP_PROXY", "http_proxy":
			p.http = append(p.http, s)
		case "HTTPS_PROXY", "https_proxy":
			p.https = append(p.https, s)
		case "NO_PROXY", "no_proxy":
			p.no = append(p.no, s)
		}
	}
	return p
}

func (p proxies) all() []setting { return slices.Concat(p.http, p.https) }

func (p proxies) set() bool { return len(p.http)+len(p.https) > 0 }

func hidden(s setting) bool { return s.hidden }

// readable reports whether all that decides about proxies can be read. What
// comes from elsewhere does not override the container's own variables, so it
// matters only where one of them is not there in both spellings.
func (p proxies) readable() bool {
	complete := len(p.http) == 2 && len(p.https) == 2 && len(p.no) == 2
	return !slices.ContainsFunc(slices.Concat(p.all(), p.no), hidden) && (complete || !p.elsewhere)
}

// inside reports whether a proxy may stand in the cluster, or beside the
// container, where it may know the cluster's names.
func inside(proxy setting, ranges []networkingv1.ServiceCIDR) bool {
	_, host, _ := split(proxy.value)
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback() || len(ranges) == 0 || inRanges(address, ranges)
	}
	// "squid" and "squid.egress" may be Services; proxies outside have longer names.
	return strings.Count(host, ".") < 2 || strings.HasSuffix(host, ".svc") || strings.HasSuffix(host, ".local")
}

func inRanges(address netip.Addr, ranges []networkingv1.ServiceCIDR) bool {
	for _, r := range ranges {
		for _, cidr := range r.Spec.CIDRs {
			if prefix, err := netip.ParsePrefix(cidr); err == nil && prefix.Contains(address) {
				return true
			}
		}
	}
	return false
}

// clusterCalls are the URLs of cluster Services in a container's settings that
// a client asks over HTTP.
func clusterCalls(container corev1.Container, own string, services []corev1.Service) (list []address) {
	for _, s := range settings(container) {
		if upper := strings.ToUpper(s.name); strings.HasSuffix(upper, "_PROXY") {
			continue
		}
		for _, a := range addresses(s) {
			if _, _, ok := a.service(own, services); ok && (a.scheme == "http" || a.scheme == "https") {
				list = append(list, a)
			}
		}
	}
	return list
}
