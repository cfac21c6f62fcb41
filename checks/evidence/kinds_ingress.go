package evidence

import (
	networkingv1 "k8s.io/api/networking/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// Ingress and Gateway API.
var (
	Ingresses      = Lists[networkingv1.Ingress](namespaced("ingresses", ingresses, "the Ingresses of a namespace"))
	AllIngresses   = Lists[networkingv1.Ingress](clusterWide("all-ingresses", ingresses.list(""), "the Ingresses of all namespaces, to find host conflicts"))
	IngressClasses = Lists[networkingv1.IngressClass](clusterWide("ingressclasses", group("networking.k8s.io", "v1", "ingressclasses", "IngressClass").list(""), "the IngressClasses"))

	GatewayClasses  = Lists[gatewayv1.GatewayClass](clusterWide("gatewayclasses", group(gatewayAPI, "v1", "gatewayclasses", "GatewayClass").list(""), "the GatewayClasses"))
	Gateways        = Lists[gatewayv1.Gateway](clusterWide("gateways", group(gatewayAPI, "v1", "gateways", "Gateway").list(""), "the Gateways of all namespaces, since routes attach across them"))
	HTTPRoutes      = Lists[gatewayv1.HTTPRoute](namespaced("httproutes", group(gatewayAPI, "v1", "httproutes", "HTTPRoute"), "the HTTPRoutes of a namespace"))
	ReferenceGrants = Lists[gatewayv1.ReferenceGrant](clusterWide("referencegrants", group(gatewayAPI, "v1beta1", "referencegrants", "ReferenceGrant").list(""), "the ReferenceGrants of all namespaces"))
)
