package kube

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestNewest(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	event := func(message string, ago time.Duration) corev1.Event {
		return corev1.Event{Message: message, LastTimestamp: metav1.NewTime(at.Add(-ago))}
	}
	series := corev1.Event{Message: "series", Series: &corev1.EventSeries{LastObservedTime: metav1.NewMicroTime(at)}}
	for name, c := range map[string]struct {
		events []corev1.Event
		want   string
	}{
		"none":             {nil, ""},
		"the last":         {[]corev1.Event{event("old", time.Minute), event("new", 0)}, "new"},
		"the first":        {[]corev1.Event{event("new", 0), event("old", time.Minute)}, "new"},
		"in the same time": {[]corev1.Event{event("a", 0), event("old", time.Second), event("b", 0)}, "ab"},
		"of a series":      {[]corev1.Event{event("old", time.Second), series}, "series"},
		"without times":    {[]corev1.Event{{Message: "a"}, {Message: "b"}}, "ab"},
	} {
		got := ""
		for _, e := range Newest(c.events) {
			got += e.Message
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
