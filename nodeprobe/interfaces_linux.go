package nodeprobe

import (
	"context"

	"github.com/netwhy/netwhy/nodeprobe/nic"
)

// asked asks the kernel of the node that the probe runs on.
type asked struct{ *nic.Ethtool }

// NewInterfaces reads the interfaces of the network namespace that it is
// called in.
func NewInterfaces() (Interfaces, error) {
	ethtool, err := nic.OpenEthtool()
	if err != nil {
		return nil, err
	}
	return asked{ethtool}, nil
}

func (asked) Links(ctx context.Context) ([]nic.Link, error)   { return nic.Links(ctx) }
func (asked) Qdiscs(ctx context.Context) ([]nic.Qdisc, error) { return nic.Qdiscs(ctx) }
func (asked) Neighbours(ctx context.Context) ([]nic.Neighbour, error) {
	return nic.UnusualNeighbours(ctx, mostNeighbours)
}
