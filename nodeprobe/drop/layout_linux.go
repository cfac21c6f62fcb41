package drop

import (
	"errors"
	"fmt"

	"github.com/cilium/ebpf/btf"
)

// layout is where this kernel keeps what the program reads.
type layout struct {
	// Indices of the tracepoint's arguments; -1 if it does not have one.
	packet, location, reason, receiver int

	// Offsets of members, in bytes.
	device, socket, route                         int32 // of struct sk_buff
	head, tail, network, protocol                 int32 // of struct sk_buff, for the example
	deviceNamespace, socketNamespace, routeDevice int32 // of struct net_device, sock, dst_entry
	loopback, folder                              int32 // of struct net
	number                                        int32 // of struct proc_dir_entry
}

// newLayout reads a kernel's types.
func newLayout(types *btf.Spec) (layout, error) {
	var l layout
	for _, m := range []struct {
		into *int32
		path []string
	}{
		{&l.device, []string{"sk_buff", "dev"}},
		{&l.socket, []string{"sk_buff", "sk"}},
		{&l.route, []string{"sk_buff", "_skb_refdst"}},
		{&l.head, []string{"sk_buff", "head"}},
		{&l.tail, []string{"sk_buff", "tail"}},
		{&l.network, []string{"sk_buff", "network_header"}},
		{&l.protocol, []string{"sk_buff", "protocol"}},
		{&l.deviceNamespace, []string{"net_device", "nd_net", "net"}},
		{&l.socketNamespace, []string{"sock_common", "skc_net", "net"}},
		{&l.routeDevice, []string{"dst_entry", "dev"}},
		{&l.loopback, []string{"net", "loopback_dev"}},
		{&l.folder, []string{"net", "proc_net_stat"}},
		{&l.number, []string{"proc_dir_entry", "low_ino"}},
	} {
		var err error
		if *m.into, err = offset(types, m.path...); err != nil {
			return layout{}, err
		}
	}
	return l, l.arguments(types)
}

// arguments finds the tracepoint's arguments by their types: kernels differ in
// how many there are.
func (l *layout) arguments(types *btf.Spec) error {
	l.packet, l.location, l.reason, l.receiver = -1, -1, -1, -1
	var prototype *btf.Typedef
	if err := types.TypeByName("btf_trace_kfree_skb", &prototype); err != nil {
		return fmt.Errorf("the kernel does not describe the tracepoint kfree_skb: %w", err)
	}
	pointer, _ := btf.As[*btf.Pointer](prototype)
	if pointer == nil {
		return errors.New("the kernel describes the tracepoint kfree_skb in another way")
	}
	function, _ := btf.As[*btf.FuncProto](pointer.Target)
	if function == nil || len(function.Params) < 3 {
		return errors.New("the kernel describes the tracepoint kfree_skb in another way")
	}
	for i, p := range function.Params[1:] { // the first is not handed to programs
		switch t := btf.UnderlyingType(p.Type).(type) {
		case *btf.Enum:
			l.reason = i
		case *btf.Pointer:
			switch target := btf.UnderlyingType(t.Target).(type) {
			case *btf.Void:
				l.location = i
			case *btf.Struct:
				switch target.Name {
				case "sk_buff":
					l.packet = i
				case "sock":
					l.receiver = i
				}
			}
		}
	}
	if l.packet < 0 || l.location < 0 {
		return errors.New("the kernel's tracepoint kfree_skb has no packet or no location")
	}
	return nil
}

// offset is that of a member of a structure, or of a structure in it.
func offset(types *btf.Spec, path ...string) (int32, error) {
	var in *btf.Struct
	if err := types.TypeByName(path[0], &in); err != nil {
		return 0, fmt.Errorf("the kernel does not describe struct %s: %w", path[0], err)
	}
	bytes, members := uint32(0), in.Members
	for _, name := range path[1:] {
		member, at := find(members, name)
		if member == nil || member.BitfieldSize != 0 {
			return 0, fmt.Errorf("the kernel's struct %s has no member %s", path[0], name)
		}
		bytes += at
		members = membersOf(member.Type)
	}
	return int32(bytes), nil
}

// find looks for a member, in structures and unions without a name too.
func find(members []btf.Member, name string) (*btf.Member, uint32) {
	for i := range members {
		m := &members[i]
		if m.Name == name {
			return m, m.Offset.Bytes()
		}
		if m.Name == "" {
			if inner, at := find(membersOf(m.Type), name); inner != nil {
				return inner, m.Offset.Bytes() + at
			}
		}
	}
	return nil, 0
}

func membersOf(t btf.Type) []btf.Member {
	switch t := btf.UnderlyingType(t).(type) {
	case *btf.Struct:
		return t.Members
	case *btf.Union:
		return t.Members
	}
	return nil
}
