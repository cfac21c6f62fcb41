package ruleset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Side is what the policies say of the side of a path that a pod stands at.
func (l *Set) Side(from, to reach.End, port reach.Port, governed *corev1.Pod, ingress bool) reach.Side {
	p := l.Path(from, to, port)
	side := p.Egress
	if ingress {
		side = p.Ingress
	}
	l.Hedge(&side, governed, ingress)
	return side
}

// Hedge makes of a verdict that may not hold one that is not known.
func (l *Set) Hedge(side *reach.Side, governed *corev1.Pod, ingress bool) {
	switch why := escapes(governed, ingress); {
	case len(l.Strange) > 0 && !governed.Spec.HostNetwork:
		*side = reach.Side{Why: checks.Names(l.Strange) + " may decide about the path; its dialect is not evaluated"}
	case side.Verdict != reach.Denied:
	case why != "":
		*side = reach.Side{Why: fmt.Sprintf("%s denies it, but %s", checks.Names(Names(side.Selecting)), why)}
	}
}

// escapes says why a denial may not hold for a pod; empty if it does.
func escapes(pod *corev1.Pod, ingress bool) string {
	switch {
	case kube.Windows(pod):
		return "it runs on Windows, where another engine enforces"
	case !ingress && pod.Annotations[GatewayAnnotation] != "":
		return "what leaves through its static egress gateway escapes policies"
	}
	return ""
}

// GatewayAnnotation sends a pod's traffic to the outside through AKS's Static
// Egress Gateway, where network policies do not apply.
const GatewayAnnotation = "kubernetes.azure.com/static-gateway-configuration"

// KindOf is the kind of a policy as an operator calls it.
func KindOf(t metav1.TypeMeta, otherwise string) string {
	if strings.HasPrefix(t.APIVersion, "crd.projectcalico.org/") {
		return "Calico " + t.Kind
	}
	if t.Kind == "" {
		return otherwise
	}
	return t.Kind
}

// Names are policies as sentences name them, in order.
func Names(list []reach.Policy) (names []string) {
	for _, p := range list {
		names = append(names, p.String())
	}
	slices.Sort(names)
	return names
}
