package service

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// The annotations by which a Service shapes its Azure load balancer, from
// sigs.k8s.io/cloud-provider-azure/pkg/consts.
const (
	internalAnnotation    = "service.beta.kubernetes.io/azure-load-balancer-internal"
	allowedRanges         = "service.beta.kubernetes.io/azure-allowed-ip-ranges"
	allowedTags           = "service.beta.kubernetes.io/azure-allowed-service-tags"
	probeAnnotation       = "service.beta.kubernetes.io/azure-load-balancer-health-probe-"
	portAnnotation        = "service.beta.kubernetes.io/port_%d_"
	portProbeAnnotation   = portAnnotation + "health-probe_"
	noRuleAnnotation      = portAnnotation + "no_lb_rule"
	noProbeRuleAnnotation = portAnnotation + "no_probe_rule"
)

// internal reports whether a load balancer has an address of the virtual
// network only.
func internal(service *corev1.Service) bool {
	return strings.EqualFold(service.Annotations[internalAnnotation], "true")
}

// setting is an annotation's value for one port, which wins, or for all;
// and the annotation's full name. The name is empty where neither is set.
func setting(service *corev1.Service, port int32, name string) (value, key string) {
	for _, key := range []string{fmt.Sprintf(portProbeAnnotation, port) + name, probeAnnotation + name} {
		if v, there := service.Annotations[key]; there {
			return strings.TrimSpace(v), key
		}
	}
	return "", ""
}

// flagged reports whether a port's annotation is true.
func flagged(service *corev1.Service, port int32, pattern string) bool {
	return strings.EqualFold(service.Annotations[fmt.Sprintf(pattern, port)], "true")
}

// sourceRanges are the ranges that a load balancer admits, and the annotated
// texts that are none: the cloud provider wants the network's own address.
func sourceRanges(service *corev1.Service) (valid []netip.Prefix, wrong []string) {
	texts := service.Spec.LoadBalancerSourceRanges
	for _, key := range []string{allowedRanges, corev1.AnnotationLoadBalancerSourceRangesKey} {
		if v := strings.TrimSpace(service.Annotations[key]); v != "" {
			texts = append(texts[:len(texts):len(texts)], strings.Split(v, ",")...)
		}
	}
	for _, text := range texts {
		text = strings.TrimSpace(text)
		if p, err := netip.ParsePrefix(text); err == nil && p == p.Masked() {
			valid = append(valid, p)
		} else {
			wrong = append(wrong, text)
		}
	}
	return valid, wrong
}

// probeScheme is the protocol of the probe: the port's annotation comes before
// appProtocol, and that before the annotation for all; others mean TCP.
func probeScheme(service *corev1.Service, port *corev1.ServicePort) corev1.URIScheme {
	value, key := setting(service, port.Port, "protocol")
	if strings.HasPrefix(key, probeAnnotation) && port.AppProtocol != nil || key == "" && port.AppProtocol != nil {
		value = *port.AppProtocol
	}
	return corev1.URIScheme(strings.ToUpper(strings.TrimSpace(value)))
}

// impossible is the first annotation of a probe that Azure does not accept.
func impossible(service *corev1.Service, port *corev1.ServicePort) (key, why string) {
	interval, times := 5, 2 // the cloud provider's defaults, and the least that it takes
	for _, s := range []struct {
		name  string
		value *int
	}{{"interval", &interval}, {"num-of-probe", &times}} {
		text, key := setting(service, port.Port, s.name)
		if key == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 32)
		if least := *s.value; err != nil || n < int64(least) {
			return key, "which must be a whole number of at least " + strconv.Itoa(least)
		}
		*s.value = int(n)
		if interval*times >= 120 {
			return key, "where interval times num-of-probe must stay below 120 seconds"
		}
	}
	return "", ""
}
