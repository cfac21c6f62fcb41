package drop

import (
	"fmt"
	"strings"

	"github.com/cilium/ebpf/btf"
)

// subsystem is by how many bits the number of a subsystem is shifted
// (SKB_DROP_REASON_SUBSYS_SHIFT, include/net/dropreason.h, v6.12).
const subsystem = 16

// unspecified is the kernel's own word, for kernels without reasons too.
const unspecified = "NOT_SPECIFIED"

// reasons are the names of numbers, and of subsystems whose reasons are described
// elsewhere: in a module, if at all.
type reasons struct {
	names      map[uint32]string
	subsystems map[uint32]string
}

// newReasons reads the enumerations of a kernel; one that has none has no reasons.
func newReasons(types *btf.Spec) reasons {
	r := reasons{map[uint32]string{}, map[uint32]string{}}
	for _, e := range []struct {
		name, prefix string
		into         map[uint32]string
	}{
		{"skb_drop_reason", "SKB_", r.names},
		{"mac80211_drop_reason", "RX_DROP_", r.names},
		{"ovs_drop_reason", "OVS_DROP_", r.names},
		{"skb_drop_reason_subsys", "SKB_DROP_REASON_SUBSYS_", r.subsystems},
	} {
		var enum *btf.Enum
		if types.TypeByName(e.name, &enum) != nil {
			continue
		}
		for _, v := range enum.Values {
			name := strings.TrimPrefix(v.Name, e.prefix)
			e.into[uint32(v.Value)] = strings.TrimPrefix(name, "DROP_REASON_")
		}
	}
	return r
}

// name is how the kernel calls a reason.
func (r reasons) name(reason uint32) string {
	if name := r.names[reason]; name != "" {
		return name
	}
	if name := r.subsystems[reason>>subsystem]; name != "" {
		return fmt.Sprintf("%s_%d", name, reason&(1<<subsystem-1))
	}
	return fmt.Sprintf("REASON_%#x", reason)
}

// numbers are the reasons of some names, as far as the kernel has them.
func (r reasons) numbers(names map[string]string) (list []uint32) {
	for number, name := range r.names {
		if _, is := names[name]; is {
			list = append(list, number)
		}
	}
	return list
}
