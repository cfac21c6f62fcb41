package service

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// covers reports whether labels have all that a selector asks for.
func covers(selector, labels map[string]string) bool {
	for k, v := range selector {
		if have, there := labels[k]; !there || have != v {
			return false
		}
	}
	return len(selector) > 0
}

// closest is the pod that shares the most selector labels, and the selector
// keys in which it differs. A pod is only meant if at least one label fits, or
// a differing value looks like a slip of the same word.
func closest(selector map[string]string, pods []corev1.Pod) (meant *corev1.Pod, differs []string) {
	best := 0
	for i := range pods {
		score := 0
		var keys []string
		for _, k := range slices.Sorted(maps.Keys(selector)) {
			switch have, there := pods[i].Labels[k]; {
			case there && have == selector[k]:
				score += 4
			case there && kube.Alike(have, selector[k]):
				score += 3
				keys = append(keys, k)
			default:
				keys = append(keys, k)
			}
		}
		if score > best {
			best, meant, differs = score, &pods[i], keys
		}
	}
	return meant, differs
}

// nameLabels are those that tell one application from another.
var nameLabels = []string{"app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "k8s-app", "name"}

// slip reports whether a selector differs from labels only as a mistake does:
// the values look alike, or the label that names the application is right.
// Otherwise the pods may well be another application's, and sending traffic to
// them would be no fix.
func slip(differs []string, selector, labels map[string]string) bool {
	for _, k := range nameLabels {
		if v, there := selector[k]; there && labels[k] == v {
			return true
		}
	}
	for _, k := range differs {
		if !kube.Alike(selector[k], labels[k]) && letters(selector[k]) != letters(labels[k]) {
			return false
		}
	}
	return true
}

// letters are a word's letters in order: words too short to be told alike by
// their edits still show a swap, such as "wbe" for "web".
func letters(word string) string { return string(slices.Sorted(slices.Values([]rune(word)))) }

func differences(keys []string, selector, labels map[string]string) string {
	var parts []string
	for _, k := range keys {
		have := "no such label"
		if v, there := labels[k]; there {
			have = fmt.Sprintf("%q", v)
		}
		parts = append(parts, fmt.Sprintf("%s: the Service selects %q, the pods have %s", k, selector[k], have))
	}
	return strings.Join(parts, ", ")
}

// selectorText is a selector as kubectl's -l takes it.
func selectorText(selector map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(selector)) {
		parts = append(parts, k+"="+selector[k])
	}
	return strings.Join(parts, ",")
}

// patch is the merge patch that makes the selector match; a label that the
// pods lack is taken out of the selector.
func patch(keys []string, labels map[string]string) string {
	var parts []string
	for _, k := range keys {
		value := "null"
		if v, there := labels[k]; there {
			value = fmt.Sprintf("%q", v)
		}
		parts = append(parts, fmt.Sprintf("%q:%s", k, value))
	}
	return `{"spec":{"selector":{` + strings.Join(parts, ",") + `}}}`
}
