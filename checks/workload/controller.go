package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// controller is what asks for a workload's pods.
type controller struct {
	kind, name string
	replicas   int32 // pods asked for
	selector   *metav1.LabelSelector
	template   *corev1.PodTemplateSpec
}

// controllersOf are the Deployments, StatefulSets and DaemonSets of the
// subject's namespace.
func controllersOf(c *checks.Context) (list []controller) {
	deployments, statefulSets, daemonSets := evidence.Deployments.Of(c), evidence.StatefulSets.Of(c), evidence.DaemonSets.Of(c)
	for i := range deployments { // which are large: each is looked at where it is
		d := &deployments[i]
		list = append(list, controller{"Deployment", d.Name, asked(d.Spec.Replicas), d.Spec.Selector, &d.Spec.Template})
	}
	for i := range statefulSets {
		s := &statefulSets[i]
		list = append(list, controller{"StatefulSet", s.Name, asked(s.Spec.Replicas), s.Spec.Selector, &s.Spec.Template})
	}
	for i := range daemonSets {
		d := &daemonSets[i]
		list = append(list, controller{"DaemonSet", d.Name, d.Status.DesiredNumberScheduled, d.Spec.Selector, &d.Spec.Template})
	}
	return list
}

// controllerOf is the controller under examination, nil if it is not there or
// of another kind.
func controllerOf(c *checks.Context) *controller {
	for _, one := range controllersOf(c) {
		if one.kind == c.Subject().Kind && one.name == c.Subject().Name {
			return &one
		}
	}
	return nil
}

// asked is a replica count with the API's default, one.
func asked(replicas *int32) int32 {
	if replicas == nil {
		return 1
	}
	return *replicas
}
