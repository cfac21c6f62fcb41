package socket

import (
	"fmt"
	"strings"
)

// sysctl is what the pod's specification sets, "" if it does not.
func (p pod) sysctl(name string) string {
	if p.object.Spec.SecurityContext == nil {
		return ""
	}
	for _, s := range p.object.Spec.SecurityContext.Sysctls {
		if strings.ReplaceAll(s.Name, "/", ".") == name {
			return s.Value
		}
	}
	return ""
}

// fact is what is known of the pod's network beside counters; a gauge that is not
// told is 0.
func (p pod) fact(name string) string {
	if value, known := p.Fact(name); known {
		return value
	}
	return "0"
}

// defaultPorts is net.ipv4.ip_local_port_range of a new network namespace
// (inet_init_net in net/ipv4/af_inet.c, v6.12), whatever the node's own is.
const defaultPorts = "32768 60999"

// portRange are the first and the last local port that the kernel gives to calls,
// as the pod's specification sets them, and the same as text.
func (p pod) portRange() (low, high uint16, text string, ok bool) {
	if text = p.sysctl("net.ipv4.ip_local_port_range"); text == "" {
		text = defaultPorts
	}
	n, err := fmt.Sscanf(text, "%d %d", &low, &high)
	return low, high, text, n == 2 && err == nil && low <= high
}
