package cause

import "github.com/netwhy/netwhy/checks"

// NICDeviceDrops loses packets in a device of the node or in its driver.
var NICDeviceDrops = &Cause{
	ID:       "nic.device-drops",
	Says:     "A network device of the node loses packets",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.driver-loss", "nic.device-errors", "nic.transmit-drops", "nic.receive-drops"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
