package evidence

import (
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// Services and what stands behind them.
var (
	Services       = Lists[corev1.Service](namespaced("services", services, "the Services of a namespace"))
	EndpointSlices = Lists[discoveryv1.EndpointSlice](namespaced("endpointslices", endpointSlices, "the EndpointSlices of a namespace"))

	ServiceCIDRs = Lists[networkingv1.ServiceCIDR](clusterWide("servicecidrs",
		group("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR").list(""), "the ranges that ClusterIPs come from"))
	// ServicesNamed finds a name that is asked for in the wrong namespace.
	ServicesNamed = Lists[corev1.Service](Meta{
		Name: "services-of-this-name", Scope: Service, Query: services.fields("metadata.name={name}"),
		Says: "the Services of all namespaces that bear the name of the one examined",
	})
)
