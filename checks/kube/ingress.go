package kube

import (
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
)

const canary = "nginx.ingress.kubernetes.io/canary"

// IdleCanary reports whether an Ingress is a canary of ingress-nginx that gets
// no requests: its weight is 0, and neither header nor cookie leads to it.
// Source: ingress-nginx, docs/user-guide/nginx-configuration/annotations.md.
func IdleCanary(i *networkingv1.Ingress) bool {
	if i.Annotations[canary] != "true" {
		return false
	}
	weight := strings.TrimSpace(i.Annotations[canary+"-weight"])
	return (weight == "" || weight == "0") && i.Annotations[canary+"-by-header"] == "" && i.Annotations[canary+"-by-cookie"] == ""
}
