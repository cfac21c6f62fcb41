package netns

import (
	"slices"
	"strconv"
	"strings"
)

// Stray reports whether a dropped packet, as the probe tells of one, is of the kind
// that machines send to all their neighbours: DHCP, NetBIOS, SSDP, mDNS, LLMNR.
func Stray(example string) bool {
	_, port, _ := strings.Cut(example, " to port ")
	number, err := strconv.Atoi(port)
	return err == nil && slices.Contains([]int{67, 68, 137, 138, 546, 547, 1900, 5353, 5355}, number)
}
