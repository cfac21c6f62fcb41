package dns

import "github.com/netwhy/netwhy/checks"

// resolution are the symptoms that the cluster's name resolution itself must be
// ruled out for.
func resolution() []checks.Symptom {
	return []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.HealthReview}
}

// unreachable are the symptoms that a name which does not resolve may look like.
func unreachable() []checks.Symptom {
	return []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent}
}

// Commands that show the configuration and what CoreDNS says of it.
const (
	showConfig  = "kubectl -n kube-system get configmap coredns coredns-custom -o yaml --ignore-not-found"
	showLog     = "kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50 --prefix"
	showPods    = "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide"
	showRollout = "kubectl -n kube-system rollout status deployment coredns --timeout=60s"
)
