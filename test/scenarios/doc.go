// Package scenarios asks Netwhy about faults, near misses and healthy clusters
// on a real kube-apiserver, and holds every report against what is true.
//
// # Contract
//
// A scenario is one txtar file in testdata. Its header:
//
//	One sentence that says what is wrong, or what only looks wrong.
//	ask: pods in shop cannot reach payments
//	namespace: shop                                  (optional: -n)
//	status: fault                                    (fault, healthy or unknown)
//	root: service.selector-mismatch Service payments/api    (all root causes, no others)
//	also: ingress.… Ingress shop/web                 (all that is seen beside them)
//	says: selects "paymets"                          (in the report)
//	never: DNS                                       (not in its causes)
//	without: ConfigMap kube-system/coredns           (taken out of the base)
//	dns: api.example.com A 192.0.2.7                 (what the cluster's DNS answers, or an rcode)
//	mended: healthy                                  (the status after running the printed fix)
//
// The section "apps" describes workloads in one line each (see [app]); the
// section objects.yaml holds Kubernetes objects, with status where it matters.
// The base, a healthy cluster, is testdata/base.
//
// Every scenario is asked without a model, and with one that cooperates; hostile
// ones explain what was recorded of it. The reports must not differ.
package scenarios
