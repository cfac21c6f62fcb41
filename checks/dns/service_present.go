package dns

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// ServicePresent finds a Service kube-dns that does not lead to CoreDNS.
var ServicePresent = &checks.Check{
	ID:     "dns.service-present",
	Asks:   "Does the Service kube-dns lead to CoreDNS on port 53?",
	Why:    "Pods send every DNS query to the ClusterIP of kube-dns; without the Service, a port or the right selector, nobody answers there.",
	Limits: "Which address the kubelets hand to pods is not in the API; that of kube-dns is assumed.",
	Refs:   []string{"https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/#is-dns-service-up"},
	For:    resolution(),
	Also:   unreachable(),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.DNSServices), evidence.Require(evidence.KubeDNSSlices),
		evidence.Require(evidence.CoreDNSPods), evidence.Require(evidence.CoreDNSDeployment),
	},
	Remedy: checks.Remedy{
		Says:    "Give the Service kube-dns the selector and the ports of CoreDNS; on AKS the add-on manager restores it by itself.",
		Changes: "Replaces the selector or the ports of kube-dns; DNS queries flow to the pods that then match.",
		Fix:     []string{"kubectl -n kube-system patch service kube-dns --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n kube-system describe service kube-dns", showPods},
	},
	Eval: func(c *checks.Context) {
		service, pods := kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns"), kube.Live(evidence.CoreDNSPods.Of(c))
		if service == nil {
			absent(c, pods)
			return
		}
		c.Relate(evidence.Of(evidence.Service, systemNamespace, "kube-dns"))
		c.Blame("Service", systemNamespace, "kube-dns")
		if service.Spec.ClusterIP == "" || service.Spec.ClusterIP == corev1.ClusterIPNone {
			c.Fail("the Service kube-dns has no ClusterIP that pods could ask")
			return
		}
		judgePorts(c, service)
		slices := evidence.KubeDNSSlices.Of(c)
		all, _ := kube.Backends(slices)
		chosen := kube.Selected(service, pods)
		switch {
		case len(service.Spec.Selector) == 0:
			c.Pass("the Service kube-dns has no selector; somebody else keeps its %s", checks.Count(all, "endpoint"))
		case len(chosen) == 0 && all == 0 && len(pods) > 0:
			c.Set("patch", patchOf(map[string]any{"selector": replaced(service.Spec.Selector)}))
			c.Fail("the selector %s of kube-dns matches none of %s", labels.FormatLabels(service.Spec.Selector), checks.Count(len(pods), "CoreDNS pod"))
		case len(chosen) > 0 && len(slices) == 0:
			c.Fail("the selector of kube-dns matches %s, but no EndpointSlice exists", checks.Count(len(chosen), "pod"))
		default:
			c.Pass("kube-dns has the ClusterIP %s and %s", service.Spec.ClusterIP, checks.Count(all, "endpoint"))
		}
	},
}

// absent judges a cluster without the Service kube-dns.
func absent(c *checks.Context, pods []corev1.Pod) {
	for _, s := range evidence.DNSServices.Of(c) {
		c.Skip("the cluster's DNS is the Service %s, not kube-dns", s.Name)
		return
	}
	if len(pods) == 0 && len(evidence.CoreDNSDeployment.Of(c)) == 0 {
		c.Unknown("there is neither the Service kube-dns nor CoreDNS; which DNS the cluster uses is not in the record")
		return
	}
	c.Blame("Service", systemNamespace, "kube-dns")
	c.Fail("the Service kube-system/kube-dns does not exist, so that the address that pods ask leads nowhere")
}

// judgePorts demands port 53 for both protocols.
func judgePorts(c *checks.Context, service *corev1.Service) {
	target := intstr.FromInt32(53)
	has := map[corev1.Protocol]bool{}
	for _, p := range service.Spec.Ports {
		if p.Port == 53 {
			has[kube.Protocol(p.Protocol)] = true
			if p.TargetPort.Type == intstr.Int && p.TargetPort.IntVal != 0 {
				target = p.TargetPort
			}
		}
	}
	if has[corev1.ProtocolUDP] && has[corev1.ProtocolTCP] {
		return
	}
	var ports []corev1.ServicePort
	for _, p := range service.Spec.Ports {
		if p.Port != 53 {
			ports = append(ports, p)
		}
	}
	c.Set("patch", patchOf(map[string]any{"ports": append(ports,
		corev1.ServicePort{Name: "dns", Port: 53, Protocol: corev1.ProtocolUDP, TargetPort: target},
		corev1.ServicePort{Name: "dns-tcp", Port: 53, Protocol: corev1.ProtocolTCP, TargetPort: target})}))
	if !has[corev1.ProtocolUDP] {
		c.Fail("the Service kube-dns has no port 53/UDP, which nearly all queries use")
		return
	}
	c.Fail("the Service kube-dns has no port 53/TCP, which long answers need")
}
