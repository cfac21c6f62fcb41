package netns

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// Node is what a check of a node's kernel needs: what its probe saw and, for the
// remedy, which machine it is.
func Node() []evidence.Need {
	return []evidence.Need{evidence.Require(evidence.NodeCounters), evidence.Prefer(evidence.NodeObject)}
}

// Examined is the network of the node under examination; false, and the verdict
// Unknown, where no probe has looked.
func Examined(c *checks.Context) (n Network, looked bool) {
	for i := range evidence.NodeObject.Of(c) {
		for name, value := range kube.Machine(&evidence.NodeObject.Of(c)[i]) {
			c.Set(name, value)
		}
	}
	n, why := OfNode(c)
	if why != "" {
		c.Unknown("%s", why)
		return n, false
	}
	return n, true
}

// Rows are the things of a kind on the node; the verdict is Unknown where there
// are none, or not all.
func (n Network) Rows(c *checks.Context, kind sample.Kind) []*sample.Scope {
	list := n.Window.Of(kind)
	switch why := n.Window.Partial[kind]; {
	case why != "":
		c.Unknown("the node's probe could not read all: %s", why)
	case len(list) == 0:
		c.Unknown("the node's probe tells of no %s", kind)
	}
	return list
}

// Defaults are the default routes of IPv4 that are taken: those with the smallest
// metric, refusing ones too. Where they were not all read they may be others.
func (n Network) Defaults() (best []sample.Route, complete bool) {
	routes, complete := n.Routes()
	for _, r := range routes {
		if r.Destination != "0.0.0.0/0" {
			continue
		}
		if len(best) > 0 && r.Metric < best[0].Metric {
			best = nil
		}
		if len(best) == 0 || r.Metric == best[0].Metric && !slices.Contains(best, r) {
			best = append(best, r)
		}
	}
	return best, complete
}

// Lasted is the length of a thing's window, for a sentence.
func Lasted(s *sample.Scope) string { return fmt.Sprintf("%.0f s", s.Interval().Seconds()) }

const (
	// OnNode begins a command that has a script run on the machine of an AKS node.
	OnNode = "az vmss run-command invoke --subscription {{.subscription}} -g {{.group}} -n {{.scaleSet}} --instance-id {{.instance}} --command-id RunShellScript --scripts "
	// NewPool adds a pool of nodes with the settings of a file, which no pool takes
	// later.
	NewPool = `az aks nodepool add -g "$AKS_RG" --cluster-name "$AKS_NAME" -n tuned --node-vm-size {{.size}} --linux-os-config linuxosconfig.json`
	// NewPoolChanges says what follows from it.
	NewPoolChanges = "The pool adds machines, and cost, beside the old one, whose nodes are to be cordoned and drained afterwards: their pods move."
	// Cordon keeps new pods off a node.
	Cordon = "kubectl cordon {{.name}}"
)
