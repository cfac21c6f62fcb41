package nodes

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/nic"
)

// The commands that tell of all devices.
const (
	linkCommand      = "ip -d -s -s -j link"
	qdiscCommand     = "tc -s -j qdisc"
	neighbourCommand = "ip -j neigh"
)

// ipLink is what ip prints of a link.
type ipLink struct {
	Index    int      `json:"ifindex"`
	Name     string   `json:"ifname"`
	Flags    []string `json:"flags"`
	MTU      uint32   `json:"mtu"`
	Qdisc    string   `json:"qdisc"`
	Master   string   `json:"master"`
	State    string   `json:"operstate"`
	Type     string   `json:"link_type"`
	MAC      string   `json:"address"`
	PermMAC  string   `json:"permaddr"`
	Below    string   `json:"link"`
	BelowAt  int      `json:"link_index"`
	BelowNS  *int     `json:"link_netnsid"`
	TXQueues uint32   `json:"num_tx_queues"`
	RXQueues uint32   `json:"num_rx_queues"`
	Bus      string   `json:"parentdev"`
	Info     struct {
		Kind string `json:"info_kind"`
	} `json:"linkinfo"`
	Stats struct {
		RX, TX map[string]uint64
	} `json:"stats64"`
}

// Links implements [nodeprobe.Interfaces].
func (n *Node) Links(context.Context) ([]nic.Link, error) {
	var list []ipLink
	if err := n.at().parse(linkCommand, &list); err != nil {
		return nil, err
	}
	index := map[string]int{"": 0}
	for _, l := range list {
		index[l.Name] = l.Index
	}
	types, states := map[string]uint16{"ether": 1, "loopback": 772}, []string{"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"}
	links := make([]nic.Link, 0, len(list))
	for _, l := range list {
		rx, tx := l.Stats.RX, l.Stats.TX
		link := nic.Link{
			Index: l.Index, Name: l.Name, Kind: l.Info.Kind, Type: types[l.Type], MTU: l.MTU, Master: index[l.Master],
			Lower: max(l.BelowAt, index[l.Below]), LowerElsewhere: l.BelowNS != nil, MAC: l.MAC, PermanentMAC: l.PermMAC,
			Up: slices.Contains(l.Flags, "UP"), Carrier: slices.Contains(l.Flags, "LOWER_UP"), State: nic.OperState(max(0, slices.Index(states, l.State))),
			Qdisc: l.Qdisc, RXQueues: l.RXQueues, TXQueues: l.TXQueues, CarrierChanges: uint32(tx["carrier_changes"]), Bus: l.Bus,
			Stats: nic.LinkStats{
				RXPackets: rx["packets"], TXPackets: tx["packets"], RXBytes: rx["bytes"], TXBytes: tx["bytes"], RXErrors: rx["errors"], TXErrors: tx["errors"],
				RXDropped: rx["dropped"], TXDropped: tx["dropped"], RXMissed: rx["missed_errors"], RXLength: rx["length_errors"], RXOver: rx["over_errors"],
				RXCRC: rx["crc_errors"], RXFrame: rx["frame_errors"], RXFIFO: rx["fifo_errors"], TXAborted: tx["aborted_errors"], TXCarrier: tx["carrier_errors"],
				TXFIFO: tx["fifo_errors"], TXWindow: tx["window_errors"], Multicast: rx["multicast"], Collisions: tx["collisions"],
			},
		}
		links = append(links, link)
	}
	return links, nil
}

// Qdiscs implements [nodeprobe.Interfaces].
func (n *Node) Qdiscs(ctx context.Context) ([]nic.Qdisc, error) {
	var list []struct {
		Kind, Handle, Parent, Dev                           string
		Root                                                bool
		Bytes                                               uint64
		Packets, Drops, Overlimits, Requeues, Backlog, Qlen uint32
	}
	if err := n.at().parse(qdiscCommand, &list); err != nil {
		return nil, err
	}
	links, err := n.Links(ctx)
	if err != nil {
		return nil, err
	}
	var qdiscs []nic.Qdisc
	for _, q := range list {
		qdisc := nic.Qdisc{
			Kind: q.Kind, Handle: handle(q.Handle), Parent: handle(q.Parent), Bytes: q.Bytes, Packets: q.Packets, Drops: q.Drops, Overlimits: q.Overlimits,
			Requeues: q.Requeues, QueueLength: q.Qlen, Backlog: q.Backlog,
		}
		if q.Root {
			qdisc.Parent = nic.Root
		}
		if i := slices.IndexFunc(links, func(l nic.Link) bool { return l.Name == q.Dev }); i >= 0 {
			qdisc.Index = links[i].Index
		}
		qdiscs = append(qdiscs, qdisc)
	}
	return qdiscs, nil
}

// handle reads "8001:", "1:a" or ":a", of hexadecimal numbers.
func handle(text string) nic.Handle {
	if text == "ffff:fff1" {
		return nic.Ingress
	}
	major, minor, _ := strings.Cut(text, ":")
	return nic.Handle(half(major)<<16 | half(minor))
}

// half is 0 where nothing is written.
func half(digits string) uint32 {
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return 0
	}
	return uint32(n)
}

// Neighbours implements [nodeprobe.Interfaces]: those that are not as usual.
func (n *Node) Neighbours(ctx context.Context) ([]nic.Neighbour, error) {
	var list []struct {
		Dst, Dev, LLAddr string
		State            []string
	}
	if err := n.at().parse(neighbourCommand, &list); err != nil {
		return nil, err
	}
	links, err := n.Links(ctx)
	if err != nil {
		return nil, err
	}
	var neighbours []nic.Neighbour
	for _, e := range list {
		state := strings.Join(e.State, ",")
		i := slices.IndexFunc(links, func(l nic.Link) bool { return l.Name == e.Dev })
		if i >= 0 && slices.Contains([]string{"FAILED", "INCOMPLETE", "PERMANENT"}, state) {
			neighbours = append(neighbours, nic.Neighbour{Address: e.Dst, Index: links[i].Index, State: state, MAC: e.LLAddr})
		}
	}
	return neighbours, nil
}

func (r *reading) parse(command string, into any) error {
	text, known := r.said[command]
	if !known {
		return fmt.Errorf("the node does not say %q", command)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("cannot read what %q says: %w", command, err)
	}
	return nil
}
