package cyclonus

import (
	"fmt"
	"net/netip"

	"github.com/mattfenwick/cyclonus/pkg/connectivity/probe"
	"github.com/mattfenwick/cyclonus/pkg/generator"
	"github.com/mattfenwick/cyclonus/pkg/matcher"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// world is what a case has made of the cluster so far.
type world struct {
	*probe.Resources
	policies []*networkingv1.NetworkPolicy
}

// newWorld has three namespaces of three pods, each with two ports of three
// protocols, as cyclonus makes them.
func newWorld() *world {
	w := &world{Resources: &probe.Resources{Namespaces: map[string]map[string]string{}}}
	for i, ns := range []string{"x", "y", "z"} {
		w.Namespaces[ns] = map[string]string{"ns": ns, "kubernetes.io/metadata.name": ns}
		for j, name := range []string{"a", "b", "c"} {
			p := probe.NewDefaultPod(ns, name, []int{80, 81}, []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP}, false, "registry")
			p.IP = fmt.Sprintf("192.168.%d.%d", i+1, j+1)
			w.Pods = append(w.Pods, p)
		}
	}
	return w
}

func (w *world) apply(a *generator.Action) (err error) {
	switch {
	case a.CreatePolicy != nil:
		w.policies = append(w.policies, a.CreatePolicy.Policy)
	case a.UpdatePolicy != nil:
		w.remove(a.UpdatePolicy.Policy.Namespace, a.UpdatePolicy.Policy.Name)
		w.policies = append(w.policies, a.UpdatePolicy.Policy)
	case a.DeletePolicy != nil:
		w.remove(a.DeletePolicy.Namespace, a.DeletePolicy.Name)
	case a.CreateNamespace != nil:
		labels := map[string]string{"kubernetes.io/metadata.name": a.CreateNamespace.Namespace}
		for k, v := range a.CreateNamespace.Labels {
			labels[k] = v
		}
		w.Resources, err = w.CreateNamespace(a.CreateNamespace.Namespace, labels)
	case a.SetNamespaceLabels != nil:
		w.Resources, err = w.UpdateNamespaceLabels(a.SetNamespaceLabels.Namespace, a.SetNamespaceLabels.Labels)
	case a.DeleteNamespace != nil:
		w.Resources, err = w.DeleteNamespace(a.DeleteNamespace.Namespace)
	case a.CreatePod != nil:
		if w.Resources, err = w.CreatePod(a.CreatePod.Namespace, a.CreatePod.Pod, a.CreatePod.Labels); err == nil {
			w.Pods[len(w.Pods)-1].IP = fmt.Sprintf("192.168.9.%d", len(w.Pods))
		}
	case a.SetPodLabels != nil:
		w.Resources, err = w.SetPodLabels(a.SetPodLabels.Namespace, a.SetPodLabels.Pod, a.SetPodLabels.Labels)
	case a.DeletePod != nil:
		w.Resources, err = w.DeletePod(a.DeletePod.Namespace, a.DeletePod.Pod)
	default:
		err = fmt.Errorf("an action that is not known here: %+v", a)
	}
	return err
}

func (w *world) remove(namespace, name string) {
	var left []*networkingv1.NetworkPolicy
	for _, p := range w.policies {
		if p.Namespace != namespace || p.Name != name {
			left = append(left, p)
		}
	}
	w.policies = left
}

// engine reads the world as the objects that a cluster would list.
func (w *world) engine(on reach.Dataplane) (*reach.Engine, error) {
	rules := reach.Rules{Dataplane: on, Config: map[string]string{"enable-sctp": "true"}}
	for name, labels := range w.Namespaces {
		rules.Namespaces = append(rules.Namespaces, corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}})
	}
	for _, p := range w.policies {
		p = p.DeepCopy()
		if p.Namespace == "" {
			p.Namespace = "default"
		}
		rules.NetworkPolicies = append(rules.NetworkPolicies, *p)
	}
	return reach.New(rules)
}

// ends are the pods, by the name that cyclonus gives them.
func (w *world) ends() map[string]reach.End {
	ends := map[string]reach.End{}
	for _, p := range w.Pods {
		pod := p.KubePod()
		if _, err := netip.ParseAddr(p.IP); err == nil {
			pod.Status.PodIP = p.IP
		}
		ends[p.PodString().String()] = reach.PodEnd(pod)
	}
	return ends
}

// oracle is cyclonus' engine on the policies. On Cilium an ipBlock matches no
// pod; cyclonus, which knows nothing of that, is given blocks that no pod is in.
func (w *world) oracle(on reach.Dataplane) *matcher.Policy {
	var policies []*networkingv1.NetworkPolicy
	for _, p := range w.policies {
		p = p.DeepCopy()
		for _, r := range p.Spec.Ingress {
			podless(r.From, on)
		}
		for _, r := range p.Spec.Egress {
			podless(r.To, on)
		}
		policies = append(policies, p)
	}
	return matcher.BuildNetworkPolicies(true, policies)
}

func podless(peers []networkingv1.NetworkPolicyPeer, on reach.Dataplane) {
	for i := range peers {
		if b := peers[i].IPBlock; b != nil && on == reach.Cilium {
			b.CIDR, b.Except = "203.0.113.0/24", nil
		}
	}
}
