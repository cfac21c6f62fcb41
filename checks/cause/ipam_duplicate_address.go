package cause

import "github.com/netwhy/netwhy/checks"

// DuplicateAddress sends packets to the wrong one of two.
var DuplicateAddress = &Cause{
	ID:       "ipam.duplicate-address",
	Says:     "An address or range is given out twice",
	Explains: append(checks.Unreachable(), checks.IPExhaustion, checks.PacketLoss),
	Shown:    []string{"ipam.duplicate-pod-ip", "ipam.duplicate-pod-cidr", "ipam.service-cidr-overlap"},
}
