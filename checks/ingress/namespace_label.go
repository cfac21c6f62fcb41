package ingress

import (
	corev1 "k8s.io/api/core/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

func labelsOf(namespace string, namespaces []corev1.Namespace) map[string]string {
	for i := range namespaces {
		if namespaces[i].Name == namespace {
			return namespaces[i].Labels
		}
	}
	return nil
}

// lacks is the label that would make a namespace match a listener's selector,
// if one label that the namespace does not have is all it takes.
func lacks(l gatewayv1.Listener, namespace string, namespaces []corev1.Namespace) (label string, ok bool) {
	if l.AllowedRoutes == nil || l.AllowedRoutes.Namespaces == nil || l.AllowedRoutes.Namespaces.Selector == nil {
		return "", false
	}
	selector := l.AllowedRoutes.Namespaces.Selector
	if len(selector.MatchLabels) != 1 || len(selector.MatchExpressions) > 0 {
		return "", false
	}
	for key, want := range selector.MatchLabels {
		_, has := labelsOf(namespace, namespaces)[key]
		return key + "=" + want, !has
	}
	return "", false
}
