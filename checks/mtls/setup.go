package mtls

import (
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

const (
	systemNamespace = "kube-system"
	label           = "io.cilium/mtls-enabled"
	tunnel          = 15008 // where enrolled pods take encrypted connections
	guide           = "https://docs.cilium.io/en/latest/security/network/encryption-ztunnel/"
	aksGuide        = "https://learn.microsoft.com/azure/aks/container-network-security-cilium-mutual-tls-concepts"
)

// configured are the needs of [active].
func configured(more ...evidence.Need) []evidence.Need {
	return append([]evidence.Need{evidence.Require(evidence.CiliumConfig)}, more...)
}

// on reports whether a setting of cilium-config is switched on.
func on(c *checks.Context, key string) bool {
	return slices.ContainsFunc(evidence.CiliumConfig.Of(c), func(m corev1.ConfigMap) bool {
		value, err := strconv.ParseBool(m.Data[key])
		return err == nil && value
	})
}

// active reports whether ztunnel is switched on; the verdict is Skip where it is
// not.
func active(c *checks.Context) bool {
	if !on(c, "enable-ztunnel") {
		c.Skip("mutual TLS by ztunnel is not switched on (enable-ztunnel)")
		return false
	}
	return true
}

// enrolled reports whether a namespace is; the verdict is Unknown where that is
// not known.
func enrolled(c *checks.Context, namespace string) (is, known bool) {
	for _, n := range evidence.Namespaces.Of(c) {
		if n.Name == namespace {
			return n.Labels[label] == "true", true
		}
	}
	return false, false
}

// concerned reports whether ztunnel is on and the subject's namespace enrolled;
// the verdict is Skip where not.
func concerned(c *checks.Context) bool {
	if !active(c) {
		return false
	}
	is, known := enrolled(c, c.Subject().InNamespace())
	switch {
	case !known:
		c.Skip("the namespace does not exist")
	case !is:
		c.Skip("the namespace is not enrolled (label %s)", label)
	}
	return is
}

// podsOf are the running pods of the workload under examination.
func podsOf(c *checks.Context) []corev1.Pod {
	return kube.Keep(kube.Live(evidence.Pods.Of(c)), func(p *corev1.Pod) bool {
		return p.Status.Phase == corev1.PodRunning && kube.Belongs(c.Subject(), p)
	})
}

// What shows who is enrolled, and how ztunnel fares.
const (
	seeNamespaces = "kubectl get namespaces -L io.cilium/mtls-enabled"
	seeZtunnel    = "kubectl -n kube-system get pods -l app.kubernetes.io/name=ztunnel-cilium -o wide"
	seeConfig     = "kubectl -n kube-system get configmap cilium-config -o yaml"
)
