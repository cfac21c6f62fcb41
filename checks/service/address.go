package service

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// unpublished are the pods with no address in any of the slices, ready or not.
func unpublished(service *corev1.Service, pods []corev1.Pod, list []discoveryv1.EndpointSlice) []corev1.Pod {
	known := map[string]bool{}
	for _, slice := range list {
		for _, e := range slice.Endpoints {
			for _, address := range e.Addresses {
				known[address] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(pods), func(p corev1.Pod) bool {
		return slices.ContainsFunc(addresses(service, &p), func(a string) bool { return known[a] })
	})
}

// addresses are a pod's addresses of the families that the Service has; a
// Service that names none has all.
func addresses(service *corev1.Service, pod *corev1.Pod) []string {
	var list []string
	for _, ip := range pod.Status.PodIPs {
		if len(service.Spec.IPFamilies) == 0 || slices.Contains(service.Spec.IPFamilies, family(ip.IP)) {
			list = append(list, ip.IP)
		}
	}
	return list
}

// family is the family of an address, empty if it is none.
func family(address string) corev1.IPFamily {
	switch a, err := netip.ParseAddr(address); {
	case err != nil:
		return corev1.IPFamilyUnknown
	case a.Is4():
		return corev1.IPv4Protocol
	}
	return corev1.IPv6Protocol
}
