package kernel

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// connections is the node's table of connections.
type connections struct {
	*sample.Scope
	window     *sample.Window
	count, max uint64
}

// tracked is the table of connections of the node's own network. Where there is
// none the verdict is Skip, and Unknown where it was not read.
func tracked(c *checks.Context, n netns.Network) (t connections, ok bool) {
	t = connections{Scope: n.Window.Scope(sample.Conntrack, sample.Host), window: n.Window}
	why := n.Window.Partial[sample.Conntrack]
	switch {
	case t.Scope != nil:
		return t, true
	case strings.Contains(why, "not loaded"):
		c.Skip("the node's kernel tracks no connections")
	case why != "":
		c.Unknown("the node's probe could not read the table of connections: %s", why)
	default:
		c.Unknown("the node's probe tells of no table of connections")
	}
	return t, false
}

// filled reads how full the table is; the verdict is Unknown where that is not
// told.
func (t *connections) filled(c *checks.Context) bool {
	var err, bad error
	t.count, err = strconv.ParseUint(t.Facts["count"], 10, 64)
	t.max, bad = strconv.ParseUint(t.Facts["max"], 10, 64)
	if err != nil || bad != nil || t.max == 0 {
		c.Unknown("how full the table of connections is, the node's probe does not tell")
		return false
	}
	return true
}

// over reports whether more than a share of the table is in use.
func (t *connections) over(percent uint64) bool { return 100*t.count > percent*t.max }

// fill is how full the table is, in the words of a sentence.
func (t *connections) fill() string {
	return fmt.Sprintf("%d of %d connections (%s)", t.count, t.max, netns.Percent(float64(t.count), float64(t.max)))
}

func (t *connections) moved(counter string) (uint64, bool) { return t.window.Delta(t.Scope, counter) }

const (
	// seeConnections shows how full the table is, and what it counted.
	seeConnections = netns.OnNode + "'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; cat /proc/net/stat/nf_conntrack'"
	// enlarge says how a table of connections is enlarged on AKS.
	enlarge = `Use a node pool whose linuxosconfig.json says {"sysctls": {"netNetfilterNfConntrackMax": 1048576, "netNetfilterNfConntrackBuckets": 262144}}; ` +
		"NodeLocal DNSCache and shorter time-outs need fewer entries, and fewer short connections none. A running node takes the second command until it restarts."
	// setMax enlarges the table of a running node.
	setMax = netns.OnNode + "'sysctl -w net.netfilter.nf_conntrack_max=1048576'"
)
