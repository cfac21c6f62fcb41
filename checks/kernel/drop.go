package kernel

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// drop is what the kernel dropped on the node's own network for a reason.
type drop struct {
	*sample.Scope
	reason  string
	packets uint64
}

// drops are all that moved; or why not all are told, as one clause.
func drops(n netns.Network) (list []drop, why string) {
	why = n.Window.Partial[sample.Drop]
	if why == "" && len(n.Window.Columns[sample.Drop]) == 0 {
		why = "the node's probe does not tell why packets were dropped"
	}
	for _, s := range n.Window.Of(sample.Drop) {
		reason, own := strings.CutPrefix(s.Name, sample.Host+" ")
		packets, known := n.Window.Delta(s, "packets")
		switch {
		case !own:
		case !known && why == "":
			why = fmt.Sprintf("since when packets were dropped for the reason %s is not known", reason)
		case packets > 0:
			list = append(list, drop{s, reason, packets})
		}
	}
	return list, why
}

// where is the function that dropped most, and an example, in the words of a
// sentence.
func (d drop) where() string {
	var parts []string
	if location := d.Facts["location"]; location != "" {
		parts = append(parts, "mostly in "+location)
	}
	if example := d.Facts["example"]; example != "" {
		parts = append(parts, "the last "+example)
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s)", strings.Join(parts, ", "))
}

// passed are the packets that the node forwarded, or took for itself.
func passed(n netns.Network) uint64 { return n.Moved("Ip.ForwDatagrams") + n.Moved("Ip.InDelivers") }
