package ingress

import (
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// warningsAbout are the events that involve a subject.
func warningsAbout(list []corev1.Event, s evidence.Subject) (about []corev1.Event) {
	for i := range list {
		if o := list[i].InvolvedObject; o.Kind == s.Kind && o.Namespace == s.Namespace && o.Name == s.Name {
			about = append(about, list[i])
		}
	}
	return about
}

// warnings are the sentences of the events that involve a subject, sorted.
func warnings(list []corev1.Event, s evidence.Subject) (said []string) {
	for _, e := range warningsAbout(list, s) {
		said = append(said, e.Reason+": "+e.Message)
	}
	return sorted(said)
}

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
