package nodeprobe

import (
	"context"

	"github.com/netwhy/netwhy/nodeprobe/nic"
)

// Interfaces answers what no file tells about the node's network interfaces.
// [NewInterfaces] asks the kernel; fixtures answer from what was recorded.
type Interfaces interface {
	Links(context.Context) ([]nic.Link, error)
	Qdiscs(context.Context) ([]nic.Qdisc, error)
	Neighbours(context.Context) ([]nic.Neighbour, error)
	// Of one device; [nic.ErrNotApplicable] where it has none.
	Driver(device string) (nic.Driver, error)
	Rings(device string) (nic.Rings, error)
	Channels(device string) (nic.Channels, error)
	Stats(device string) ([]nic.Stat, error)
}

// mostNeighbours are the unusual entries of the neighbour tables that are kept: some
// network plugins set one for each pod, and a node has up to 250.
const mostNeighbours = 512
