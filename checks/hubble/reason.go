package hubble

import (
	"fmt"
	"slices"
	"strings"
)

// Reason is why the datapath dropped a packet, by the number that Cilium's
// programs give it (bpf/lib/common.h, v1.20).
type Reason int

// Group is what reasons have in common: where to look.
type Group string

// The closed list of groups.
const (
	ByPolicy      Group = "policy"
	Unauthorised  Group = "authentication"
	NoService     Group = "service"
	Lifecycle     Group = "lifecycle"
	Identity      Group = "identity"
	Tracking      Group = "connection tracking"
	Proxy         Group = "proxy"
	Oversize      Group = "packet size"
	Routing       Group = "routing"
	Malformed     Group = "malformed"
	Rate          Group = "rate limit"
	Encapsulation Group = "encapsulation"
	Handled       Group = "handled" // these are no errors
	Obsolete      Group = "obsolete"
	Unnamed       Group = "unknown"
	Filter        Group = "packet filter" // Retina's
)

// Reasons that are asked for by name.
const (
	PolicyDenied Reason = 133 // selected by a policy, and nothing allows it
	PolicyDeny   Reason = 181 // a deny rule
	AuthRequired Reason = 189
	Unencrypted  Reason = 195
)

// entry is what is known of a reason. Hubble spells it as in the protocol's
// enumeration, metrics of the agent in words.
type entry struct {
	hubble, says string
	group        Group
}

// String is the reason in words.
func (r Reason) String() string {
	if e, known := reasons[r]; known {
		return e.says
	}
	return fmt.Sprintf("reason %d", int(r))
}

// Hubble is the reason as Hubble and its metrics spell it; a number where it
// has no name for it.
func (r Reason) Hubble() string {
	if e := reasons[r]; e.hubble != "" {
		return e.hubble
	}
	return fmt.Sprint(int(r))
}

// Group is what the reason has in common with others.
func (r Reason) Group() Group {
	if e, known := reasons[r]; known {
		return e.group
	}
	return Unnamed
}

// retinas are the reasons of Retina, which are names (pkg/utils, v1).
var retinas = map[string]Group{"IPTABLE_RULE_DROP": Filter, "IPTABLE_NAT_DROP": Tracking, "CONNTRACK_ADD_DROP": Tracking}

// Group is what the reason of a drop has in common with others.
func (f *Flow) Group() Group {
	if g, known := retinas[f.Says]; known {
		return g
	}
	return f.Reason.Group()
}

// Why is the reason of a drop in words, and as Hubble spells it.
func (f *Flow) Why() string {
	if f.Says != "" {
		return f.Says
	}
	return fmt.Sprintf("%s, %s", f.Reason, f.Reason.Hubble())
}

// Named finds a reason by either spelling, or by its number.
func Named(text string) (Reason, bool) {
	for r, e := range reasons {
		if strings.EqualFold(text, e.says) || e.hubble != "" && strings.EqualFold(text, e.hubble) || text == fmt.Sprint(int(r)) {
			return r, true
		}
	}
	return 0, false
}

// Reasons are all that are known, in order of number.
func Reasons() (list []Reason) {
	for r := range reasons {
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}
