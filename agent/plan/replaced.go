package plan

import (
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
)

// replaced is the Deployment or DaemonSet whose pod a name was, told from the
// name alone: people paste the names of pods from logs, and a rollout has made
// new ones since. Pods of a StatefulSet keep their names, so that one which is
// not there is missing.
func (r *resolver) replaced(m Mention, workloads []evidence.Subject) (found []evidence.Subject) {
	if m.Kind != "pod" && !generated(m.Name) {
		return nil
	}
	short := cutLast(m.Name)
	for _, w := range workloads {
		if w.Kind == "Deployment" && generated(m.Name) && w.Name == cutLast(short) || w.Kind == "DaemonSet" && random(m.Name) && w.Name == short {
			r.note("There is no pod %s, or no more; %s, to which it belonged by its name, is examined.", m.Name, w)
			found = add(found, w)
		}
	}
	return found
}

func cutLast(name string) string { return name[:max(strings.LastIndexByte(name, '-'), 0)] }
