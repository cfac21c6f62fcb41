package workload

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// eventsOf are the events of a reason about one object.
func eventsOf(events []corev1.Event, kind, name, reason string) []corev1.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e corev1.Event) bool {
		return e.InvolvedObject.Kind != kind || e.InvolvedObject.Name != name || e.Reason != reason
	})
}

// times is how often an event was seen; a new one counts once.
func times(e *corev1.Event) int {
	n := max(1, int(e.Count))
	if e.Series != nil {
		n = max(n, int(e.Series.Count))
	}
	return n
}
