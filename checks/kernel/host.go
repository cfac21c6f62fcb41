package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// host is the node's own network over the window; nil where it was not read.
func host(n netns.Network) *sample.Scope { return n.Window.Scope(sample.Namespace, sample.Host) }

// told is by how much a counter of the node's own network grew; the verdict is
// Unknown where that is not known.
func told(c *checks.Context, n netns.Network, counter string) (moved uint64, known bool) {
	if moved, known = n.Delta(counter); !known {
		c.Unknown("the node's probe does not tell %s", counter)
	}
	return moved, known
}

// per is a number per second of a thing's window.
func per(n uint64, s *sample.Scope) float64 { return float64(n) / max(s.Interval().Seconds(), 1) }

// times is a number with its noun, for a sentence.
func times(n uint64) string { return checks.Count(int(min(n, 1<<31)), "time") }

const (
	// seeCounters shows the counters of the node's own network.
	seeCounters = netns.OnNode + "'nstat -asz'"
	// seePods shows whether the node's pods are ready.
	seePods = "kubectl get pods -A -o wide --field-selector spec.nodeName={{.name}}"
	// cordonChanges says what [netns.Cordon] does.
	cordonChanges = "The command only keeps new pods off the node, until kubectl uncordon."
)
