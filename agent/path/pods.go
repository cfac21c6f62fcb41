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
	e := end{End: reach.PodEnd(p), says: kube.Owner(p).String(), of: kube.Owner(p), asks: p.Spec.DNSPolicy == "" || p.Spec.DNSPolicy == corev1.DNSClusterFirst}
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
	if p.sort == "node" {
		return fmt.Errorf("cannot find %s: there is no Node of that name", p)
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
