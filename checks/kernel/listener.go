package kernel

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// longest is the listener of a protocol on the node's own network for which most
// waits now; false, and Unknown, where they were not all read.
func longest(c *checks.Context, n netns.Network, protocol string) (most sample.Listener, looked bool) {
	list, looked := n.Listeners()
	if !looked {
		c.Unknown("who listens on the node's own network was not read")
	}
	for _, l := range list {
		if strings.HasPrefix(l.Protocol, protocol) && l.Queue > most.Queue {
			most = l
		}
	}
	return most, looked
}

// waiting is a listener and what waits for it, in the words of a sentence.
func waiting(l sample.Listener, noun string) string {
	if l.Queue == 0 {
		return "nothing waits now"
	}
	return fmt.Sprintf("%s wait now on port %d of %s", checks.Count(int(l.Queue), noun), l.Port, l.Address)
}
