package evidence

import networkingv1 "k8s.io/api/networking/v1"

// IPAddresses are the ClusterIPs in use, one object each; the API server
// keeps them since Kubernetes 1.33.
var IPAddresses = Lists[networkingv1.IPAddress](wide("ipaddresses",
	group("networking.k8s.io", "v1", "ipaddresses", "IPAddress").atOnce(), "the ClusterIPs that are in use"))
