package hubble

import (
	"net"
	"net/netip"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/pkg/hubble/api/v1"
	"github.com/cilium/cilium/pkg/hubble/container"
	observed "github.com/cilium/cilium/pkg/hubble/observer/types"
	"github.com/cilium/cilium/pkg/hubble/parser"
	"github.com/cilium/cilium/pkg/hubble/parser/getters"
	"github.com/cilium/cilium/pkg/hubble/testutils"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/ipcache"
	"github.com/cilium/cilium/pkg/monitor"
	monitorapi "github.com/cilium/cilium/pkg/monitor/api"
	"github.com/cilium/cilium/pkg/proxy/accesslog"
	"github.com/cilium/cilium/pkg/u8proto"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/netwhy/netwhy/checks/hubble"
)

// either takes flows that are decoded already, and leaves all else to Cilium's
// own decoder.
type either struct{ cilium *parser.Parser }

func (e either) Decode(m *observed.MonitorEvent) (*v1.Event, error) {
	if event, err := (decoded{}).Decode(m); event != nil || err != nil {
		return event, err
	}
	return e.cilium.Decode(m)
}

var (
	webPod = &testutils.FakeEndpointInfo{ID: 11, Identity: 1001, IPv4: net.IPv4(10, 0, 0, 1), PodName: "web-7c9d8f6b5-abcde", PodNamespace: "shop", Labels: []string{"k8s:app=web"}}
	apiPod = &testutils.FakeEndpointInfo{ID: 12, Identity: 1002, IPv4: net.IPv4(10, 0, 1, 1), PodName: "api-5d4b7c-x1y2z", PodNamespace: "payments", Labels: []string{"k8s:app=api"}}
)

// decoder knows the two pods.
func decoder(t testing.TB) either {
	t.Helper()
	pods := &testutils.FakeEndpointGetter{
		OnGetEndpointInfo: func(ip netip.Addr) (getters.EndpointInfo, bool) {
			for _, p := range []*testutils.FakeEndpointInfo{webPod, apiPod} {
				if ip.String() == p.IPv4.String() {
					return p, true
				}
			}
			return nil, false
		},
		OnGetEndpointInfoByID: func(id uint16) (getters.EndpointInfo, bool) {
			for _, p := range []*testutils.FakeEndpointInfo{webPod, apiPod} {
				if uint64(id) == p.ID {
					return p, true
				}
			}
			return nil, false
		},
	}
	addresses := &testutils.FakeIPGetter{
		OnGetK8sMetadata: func(ip netip.Addr) *ipcache.K8sMetadata {
			if p, known := pods.OnGetEndpointInfo(ip); known {
				return &ipcache.K8sMetadata{Namespace: p.GetK8sNamespace(), PodName: p.GetK8sPodName()}
			}
			return nil
		},
		OnLookupSecIDByIP: func(netip.Addr) (ipcache.Identity, bool) { return ipcache.Identity{}, false },
	}
	p, err := parser.New(quiet, pods, &testutils.NoopIdentityGetter, &testutils.NoopDNSGetter, addresses, &testutils.NoopServiceGetter,
		&testutils.NoopLinkGetter, &testutils.NoopPodMetadataGetter)
	if err != nil {
		t.Fatal(err)
	}
	return either{p}
}

// event is what a program of the datapath tells of a packet.
func event(t *testing.T, message any, packet ...gopacket.SerializableLayer) any {
	t.Helper()
	data, err := testutils.CreateL3L4Payload(message, packet...)
	if err != nil {
		t.Fatal(err)
	}
	return &observed.PerfEvent{Data: data}
}

// tcp is a packet between the two pods.
func tcp(answer bool, port layers.TCPPort, set func(*layers.TCP)) []gopacket.SerializableLayer {
	from, to, sport, dport := webPod.IPv4, apiPod.IPv4, layers.TCPPort(41000), port
	if answer {
		from, to, sport, dport = to, from, dport, sport
	}
	segment := &layers.TCP{SrcPort: sport, DstPort: dport}
	set(segment)
	return []gopacket.SerializableLayer{
		&layers.Ethernet{EthernetType: layers.EthernetTypeIPv4, SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6)},
		&layers.IPv4{SrcIP: from, DstIP: to, Protocol: layers.IPProtocolTCP}, segment,
	}
}

func syn(s *layers.TCP) { s.SYN = true }

func reset(s *layers.TCP) { s.RST, s.ACK = true, true }

// TestWhatTheDatapathTells lets Cilium's own decoder read what its programs
// would send, and reads that through the relay.
func TestWhatTheDatapathTells(t *testing.T) {
	w := newWorld(t, 1, container.Capacity4095, false)
	n := w.nodes[0]
	denied := func() []any {
		verdict := monitor.PolicyVerdictNotify{
			Type: byte(monitorapi.MessageTypePolicyVerdict), Source: 12, RemoteLabel: identity.NumericIdentity(1001), Verdict: -133, DstPort: 8080, Proto: 6,
			Flags: monitorapi.PolicyIngress,
		}
		drop := monitor.DropNotify{Type: byte(monitorapi.MessageTypeDrop), SubType: 133, Source: 12, SrcLabel: 1001, DstLabel: 1002, DstID: 12, Version: monitor.DropNotifyVersion3}
		return []any{event(t, verdict, tcp(false, 8080, syn)...), event(t, drop, tcp(false, 8080, syn)...)}
	}
	n.captures(t, denied()...)
	n.captures(t, denied()...)
	odd := monitor.DropNotify{Type: byte(monitorapi.MessageTypeDrop), SubType: 159, Source: 11, SrcLabel: 1001, DstLabel: 1002, Version: monitor.DropNotifyVersion3}
	open := monitor.TraceNotify{Type: byte(monitorapi.MessageTypeTrace), ObsPoint: monitorapi.TraceToStack, Source: 11, SrcLabel: 1001, DstLabel: 1002, Reason: monitor.TraceReasonPolicy, Version: monitor.TraceNotifyVersion1}
	closed := monitor.TraceNotify{Type: byte(monitorapi.MessageTypeTrace), ObsPoint: monitorapi.TraceToLxc, Source: 11, DstID: 11, SrcLabel: 1002, DstLabel: 1001, Reason: monitor.TraceReasonCtReply, Version: monitor.TraceNotifyVersion1}
	n.captures(t,
		event(t, odd, tcp(false, 9000, syn)...), event(t, open, tcp(false, 9090, syn)...), event(t, closed, tcp(true, 9090, reset)...),
		&observed.AgentEvent{Type: monitorapi.MessageTypeAccessLog, Message: accesslog.LogRecord{
			Type: accesslog.TypeRequest, Timestamp: time.Now().UTC().Format(time.RFC3339Nano), ObservationPoint: accesslog.Egress, IPVersion: accesslog.VersionIPv4,
			SourceEndpoint:      accesslog.EndpointInfo{ID: 11, IPv4: "10.0.0.1", Port: 50000, Identity: 1001},
			DestinationEndpoint: accesslog.EndpointInfo{IPv4: "10.0.2.3", Port: 53, Identity: 1003},
			Verdict:             accesslog.VerdictDenied, TransportProtocol: accesslog.TransportProtocol(u8proto.UDP),
			DNS: &accesslog.LogRecordDNS{Query: "api.example.com.", ObservationSource: accesslog.DNSSourceProxy, QTypes: []uint16{1}},
		}},
	)
	n.see(t)
	s := w.source(time.Minute)
	defer s.Close()
	flows, view := read(t, s, web)
	found := map[string]hubble.Flow{}
	for _, f := range flows {
		key := string(f.Event) + " " + f.Flags
		if _, twice := found[key]; twice {
			t.Errorf("two rows are alike: %+v", f)
		}
		found[key] = f
	}
	if view.Read != 8 {
		t.Errorf("%d events were read, want 8: %+v", view.Read, flows)
	}
	if f := found["policy-verdict SYN"]; f.Count != 2 || f.Reason != hubble.PolicyDenied || f.Direction != "ingress" || f.Reply || f.Enforcer().Pod != apiPod.PodName || f.Port != 8080 {
		t.Errorf("two packets that a policy dropped: %+v", f)
	}
	if f := found["drop SYN"]; f.Count != 1 || f.Reason != 159 || f.Group() != hubble.NoService || f.Client.Pod != webPod.PodName {
		t.Errorf("a drop for a reason that Hubble cannot name: %+v", f)
	}
	if f := found["trace SYN"]; !f.Opens() || f.Point != "to-stack" || f.Verdict != hubble.Forwarded {
		t.Errorf("a connection that is opened: %+v", f)
	}
	if f := found["trace RST ACK"]; !f.Reply || f.Client.Pod != webPod.PodName || f.Server.Pod != apiPod.PodName || f.Port != 9090 || f.Point != "to-endpoint" {
		t.Errorf("a port that is closed: %+v", f)
	}
	if f := found["l7 "]; f.Verdict != hubble.Dropped || f.Reason != 0 || f.DNS == nil || f.DNS.Query != "api.example.com" || f.DNS.Answer || f.Port != 53 {
		t.Errorf("a name that a policy refuses: %+v", f)
	}
	events, _, err := s.Observe(t.Context(), web)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range events {
		if f.GetVerdict() == flowpb.Verdict_DROPPED && f.GetIsReply() != nil && f.GetEventType().GetType() == 1 {
			t.Errorf("Hubble says now whether a drop was a reply: %v", f)
		}
	}
}
