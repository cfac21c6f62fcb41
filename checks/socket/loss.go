package socket

import (
	"fmt"

	"github.com/netwhy/netwhy/checks/netns"
)

// share is a loss in the words of a sentence: "7 of 1000 datagrams (0.7 %) in 10 s".
func (p pod) share(lost, of uint64, things string) string {
	return fmt.Sprintf("%d of %d %s (%s) in %s", lost, of, things, netns.Percent(float64(lost), float64(of)), p.lasted())
}

func (p pod) lasted() string { return fmt.Sprintf("%.0f s", p.Seconds()) }

// rate is so many in a second.
func (p pod) rate(n uint64) float64 { return float64(n) / max(p.Seconds(), 1) }

// less is a difference of counters, of which the second may be read later.
func less(a, b uint64) uint64 { return a - min(a, b) }
