package path

import (
	"fmt"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
)

// pods are the living pods of a workload, or the one pod of that name.
func (e *eyes) pods(p place) []corev1.Pod {
	return kube.Keep(kube.Live(see(e, evidence.Pods, space(p.namespace))), func(pod *corev1.Pod) bool {
		return pod.Name == p.name || kube.Owner(pod).Name == p.name
	})
}

// each keeps one pod of each workload and node where that may matter: those
// of one workload are governed alike, but for pods on their node's network.
func each(pods []corev1.Pod) []corev1.Pod {
	seen := map[string]bool{}
	return kube.Keep(pods, func(p *corev1.Pod) bool {
		sort := fmt.Sprint(kube.Owner(p), p.Labels, p.Spec.ServiceAccountName, p.Spec.HostNetwork)
		if p.Spec.HostNetwork {
			sort += p.Spec.NodeName
		}
		first := !seen[sort]
		seen[sort] = true
		return first
	})
}

func podEnd(p *corev1.Pod) end {
	e := end{End: reach.PodEnd(p), says: kube.Owner(p).String(), asks: p.Spec.DNSPolicy == "" || p.Spec.DNSPolicy == corev1.DNSClusterFirst}
	if p.Spec.HostNetwork {
		e.says += " (on the network of node " + p.Spec.NodeName + ")"
	}
	return e
}

// nothing is the error of an end that does not exist, or could not be read.
func (e *eyes) nothing(p place) error {
	if len(e.gaps) > 0 {
		return fmt.Errorf("cannot find %s: %s", p, e.gaps[0])
	}
	return fmt.Errorf("cannot find %s: there is no living pod, no workload with pods and no Service of that name", p)
}

// String is the end as the question writes it.
func (p place) String() string {
	if p.sort == "node" {
		return "node " + p.name
	}
	return p.namespace + "/" + p.name
}

// meant is the object whose address an end is, where it is one of the cluster's.
func (e *eyes) meant(p place) place {
	if p.sort != "address" {
		return p
	}
	host := evidence.Of(evidence.Host, "", p.address.String())
	if pods := kube.Live(see(e, evidence.PodsWithIP, host)); len(pods) > 0 {
		if pods[0].Spec.HostNetwork {
			return place{sort: "node", name: pods[0].Spec.NodeName, port: p.port}
		}
		return place{sort: "object", namespace: pods[0].Namespace, name: pods[0].Name, port: p.port}
	}
	for _, s := range see(e, evidence.ServicesWithIP, host) {
		return place{sort: "object", namespace: s.Namespace, name: s.Name, port: p.port}
	}
	return p
}
