// Package deadline opens netlink sockets that end: a kernel that does not answer
// must not hold the probe.
package deadline

import "time"

// Longest is the time after which a read of a netlink socket ends in any case.
const Longest = 5 * time.Second
