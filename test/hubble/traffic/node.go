package traffic

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/pkg/hubble/api/v1"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Node is what one node sees, one flow after the other.
type Node struct {
	Name   string
	ends   *Ends
	number int
	random *rand.Rand
	talks  []talk
	free   []slot
	ids    string
	denied *talk // whose drop follows its verdict
}

// talk is a connection that is made again and again.
type talk struct {
	client, server *flowpb.Endpoint
	there, back    *flowpb.IP
	port           uint32
	local          bool // the client is of this node
	closed         bool
	reason         flowpb.DropReason
	policy         []*flowpb.Policy
}

// slot is what a flow has for itself.
type slot struct {
	flow  flowpb.Flow
	at    timestamppb.Timestamp
	event v1.Event
}

const (
	block       = 256 // flows that are made together
	peers       = 6   // that a pod talks to
	letters     = 36  // of a UUID
	elsewhere   = 4   // one of so many peers is of another namespace
	beyond      = 12  // and one of so many lies outside
	typeDrop    = 1
	typeTrace   = 4
	typeRuling  = 5
	firstClient = 40000
)

// Node is the node of a number, before its first flow.
func (e *Ends) Node(number int) *Node {
	n := &Node{Name: e.world.Names.Node(number), ends: e, number: number, random: rand.New(rand.NewPCG(e.world.Seed, uint64(number)))}
	for _, pod := range e.world.of(number) {
		for range peers {
			n.talks = append(n.talks, n.talk(pod))
		}
	}
	return n
}

// talk chooses whom a pod talks to: half of them ask it.
func (n *Node) talk(pod int) talk {
	if n.random.IntN(beyond) == 0 {
		from, to := Address(pod), "203.0.113.10"
		return talk{
			client: n.ends.pods[pod], server: outside, port: webPort, local: true,
			there: &flowpb.IP{Source: from, Destination: to, IpVersion: flowpb.IPVersion_IPv4}, back: &flowpb.IP{Source: to, Destination: from, IpVersion: flowpb.IPVersion_IPv4},
		}
	}
	space := n.ends.world.Apps * n.ends.world.Replicas
	peer := pod - pod%space + n.random.IntN(space)
	if n.random.IntN(elsewhere) == 0 {
		peer = n.random.IntN(len(n.ends.pods))
	}
	if peer == pod { // nobody sees what does not leave it
		peer = (pod + 1) % len(n.ends.pods)
	}
	t := talk{local: n.random.IntN(2) == 0, port: servicePort}
	client, server := pod, peer
	if !t.local {
		client, server = peer, pod
	}
	t.client, t.server = n.ends.pods[client], n.ends.pods[server]
	t.there = &flowpb.IP{Source: Address(client), Destination: Address(server), IpVersion: flowpb.IPVersion_IPv4}
	t.back = &flowpb.IP{Source: Address(server), Destination: Address(client), IpVersion: flowpb.IPVersion_IPv4}
	if why, closed := n.ends.closed(server); closed {
		t.closed, t.reason = true, why.reason
		if why.policy != nil {
			t.policy = []*flowpb.Policy{why.policy}
		}
	}
	return t
}

// Event is the next flow of the node, at a time. A node without pods sees none but its own.
func (n *Node) Event(at time.Time) *v1.Event {
	if len(n.free) == 0 {
		n.free, n.ids = make([]slot, block), n.identities()
	}
	s := &n.free[0]
	n.free = n.free[1:]
	f := &s.flow
	f.Uuid, n.ids = n.ids[:letters], n.ids[letters:]
	s.at.Seconds, s.at.Nanos = at.Unix(), int32(at.Nanosecond())
	f.Time, f.NodeName, f.Type = &s.at, n.Name, flowpb.FlowType_L3_L4
	s.event.Timestamp, s.event.Event = &s.at, f
	n.fill(f)
	return &s.event
}

// fill says what became of a packet.
func (n *Node) fill(f *flowpb.Flow) {
	if t := n.denied; t != nil {
		n.denied = nil
		n.deny(f, t, drop)
		return
	}
	if len(n.talks) == 0 {
		f.Verdict, f.EventType, f.Source, f.Destination = flowpb.Verdict_FORWARDED, trace, outside, outside
		return
	}
	t := &n.talks[n.random.IntN(len(n.talks))]
	switch {
	case t.closed && t.local: // it leaves this node, and is dropped at another
		n.forward(f, t, opens)
	case t.closed && t.reason != flowpb.DropReason_POLICY_DENIED: // no policy is asked
		n.deny(f, t, drop)
	case t.closed:
		n.denied = t
		n.deny(f, t, ruling)
	default:
		n.forward(f, t, step(n.random.IntN(int(steps))))
	}
}

// What flows share.
var (
	trace  = &flowpb.CiliumEventType{Type: typeTrace}
	drop   = &flowpb.CiliumEventType{Type: typeDrop}
	ruling = &flowpb.CiliumEventType{Type: typeRuling}
	asks   = wrapperspb.Bool(false)
	reply  = wrapperspb.Bool(true)
)

func (n *Node) forward(f *flowpb.Flow, t *talk, s step) {
	back := s == accepts || s == answers
	client := firstClient + uint32(n.random.IntN(clientPorts))
	f.Verdict, f.EventType, f.IsReply = flowpb.Verdict_FORWARDED, trace, asks
	f.Source, f.Destination, f.IP, f.L4 = t.client, t.server, t.there, n.ends.layer(layer{from: client, to: t.port, flags: s})
	if back {
		f.Source, f.Destination, f.IP, f.L4, f.IsReply = t.server, t.client, t.back, n.ends.layer(layer{from: t.port, to: client, flags: s}), reply
	}
	f.TrafficDirection, f.TraceObservationPoint = flowpb.TrafficDirection_INGRESS, flowpb.TraceObservationPoint_TO_ENDPOINT
	if t.local != back { // away from the pod of this node
		f.TrafficDirection, f.TraceObservationPoint = flowpb.TrafficDirection_EGRESS, flowpb.TraceObservationPoint_TO_NETWORK
	}
}

// deny is an event of a packet that is dropped: of policies there are two.
func (n *Node) deny(f *flowpb.Flow, t *talk, kind *flowpb.CiliumEventType) {
	f.Verdict, f.EventType, f.DropReasonDesc, f.TrafficDirection = flowpb.Verdict_DROPPED, kind, t.reason, flowpb.TrafficDirection_INGRESS
	f.Source, f.Destination, f.IP = t.client, t.server, t.there
	f.L4 = n.ends.layer(layer{from: firstClient, to: t.port, flags: opens})
	if kind == ruling {
		f.IngressDeniedBy = t.policy
	}
}

// identities are the UUIDs of a block.
func (n *Node) identities() string {
	var raw [16]byte
	text := make([]byte, block*letters)
	for i := range block {
		binary.LittleEndian.PutUint64(raw[:], n.random.Uint64())
		binary.LittleEndian.PutUint64(raw[8:], n.random.Uint64())
		raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
		id, at := text[i*letters:], 0
		for j, group := range [][]byte{raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:]} {
			if j > 0 {
				id[at] = '-'
				at++
			}
			at += hex.Encode(id[at:], group)
		}
	}
	return string(text)
}
