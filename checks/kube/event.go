package kube

import (
	"time"

	corev1 "k8s.io/api/core/v1"
)

// Newest are those events that were last seen latest. Their times are whole
// seconds, so that there can be several.
func Newest(events []corev1.Event) (newest []corev1.Event) {
	for i := range events {
		switch at := lastSeen(&events[i]); {
		case len(newest) == 0, at.Equal(lastSeen(&newest[0])):
			newest = append(newest, events[i])
		case at.After(lastSeen(&newest[0])):
			newest = []corev1.Event{events[i]}
		}
	}
	return newest
}

// lastSeen is when an event was last seen, by whichever of its fields is the
// latest: recorders of events.k8s.io and of v1 fill different ones.
func lastSeen(e *corev1.Event) time.Time {
	last := e.LastTimestamp.Time
	if e.EventTime.After(last) {
		last = e.EventTime.Time
	}
	if e.Series != nil && e.Series.LastObservedTime.After(last) {
		last = e.Series.LastObservedTime.Time
	}
	return last
}
