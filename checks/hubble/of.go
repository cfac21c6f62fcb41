package hubble

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// The types of Cilium's monitor events that matter (pkg/monitor/api/types.go, v1.20).
const (
	typeDrop   = 1
	typeTrace  = 4
	typeRuling = 5
	typeSocket = 7
	typeL7     = 129
)

// Of is one event as a flow.
func Of(f *flowpb.Flow) Flow {
	l4 := transport(f.GetL4())
	row := Flow{
		Count: max(1, int(f.GetAggregate().GetEgressFlowCount()+f.GetAggregate().GetIngressFlowCount()+f.GetAggregate().GetUnknownDirectionFlowCount())),
		First: Time(f.GetTime()), Node: NodeName(f.GetNodeName()),
		Verdict: verdict(f.GetVerdict()), Event: event(f), Reason: reason(f),
		Protocol: l4.protocol, Flags: l4.flags,
	}
	row.Last = row.First
	if d := f.GetTrafficDirection(); d != flowpb.TrafficDirection_TRAFFIC_DIRECTION_UNKNOWN {
		row.Direction = strings.ToLower(d.String())
	}
	if p := f.GetTraceObservationPoint(); p != flowpb.TraceObservationPoint_UNKNOWN_POINT {
		row.Point = strings.ReplaceAll(strings.ToLower(p.String()), "_", "-")
	}
	row.Client = end(f.GetSource(), f.GetIP().GetSource(), f.GetSourceNames(), f.GetSourceService())
	row.Server = end(f.GetDestination(), f.GetIP().GetDestination(), f.GetDestinationNames(), f.GetDestinationService())
	row.Port = l4.destination
	if row.Reply = reply(f, l4); row.Reply {
		row.Client, row.Server, row.Port = row.Server, row.Client, l4.source
	}
	row.application(f.GetL7())
	for _, list := range [][]*flowpb.Policy{f.GetEgressDeniedBy(), f.GetIngressDeniedBy(), f.GetEgressAllowedBy(), f.GetIngressAllowedBy()} {
		for _, p := range list[:min(len(list), 4)] {
			row.Policies = append(row.Policies, Policy{Kind: short(p.GetKind()), Namespace: short(p.GetNamespace()), Name: short(p.GetName())})
		}
	}
	row.Says = retina(f)
	return row
}

// Time is a time of the protocol, zero where there is none.
func Time(t *timestamppb.Timestamp) time.Time {
	if !t.IsValid() {
		return time.Time{}
	}
	return t.AsTime()
}

// NodeName is a node's name without that of its cluster, which Hubble sets
// before it in some places and not in others.
func NodeName(name string) string {
	return short(name[strings.LastIndexByte(name, '/')+1:])
}

// short bounds a name: none of Kubernetes or DNS is longer.
func short(name string) string {
	const most = 253
	return strings.ToValidUTF8(name[:min(len(name), most)], "�")
}

func reason(f *flowpb.Flow) Reason {
	return Reason(cmp.Or(uint32(f.GetDropReasonDesc()), f.GetDropReason())) //nolint:staticcheck // all that old servers tell
}

// verdict is the protocol's, or one of the two that Retina adds.
func verdict(v flowpb.Verdict) Verdict {
	switch v {
	case 15:
		return Retransmission
	case 16:
		return Resolved
	}
	return Verdict(v.String())
}

func event(f *flowpb.Flow) Event {
	switch kind := f.GetEventType().GetType(); {
	case kind == typeL7 || f.GetType() == flowpb.FlowType_L7:
		return L7
	case kind == typeDrop:
		return Drop
	case kind == typeRuling:
		return Ruling
	case kind == typeTrace:
		return Trace
	case kind == typeSocket:
		return Socket
	default:
		return Event(fmt.Sprintf("type-%d", kind))
	}
}

func end(e *flowpb.Endpoint, ip string, names []string, service *flowpb.Service) End {
	out := End{Namespace: short(e.GetNamespace()), Pod: short(e.GetPodName()), IP: short(ip), Identity: e.GetIdentity()}
	if list := e.GetWorkloads(); len(list) > 0 {
		out.Workload = short(list[0].GetKind()) + "/" + short(list[0].GetName())
	}
	if service.GetName() != "" {
		out.Service = short(service.GetNamespace()) + "/" + short(service.GetName())
	}
	for _, n := range names[:min(len(names), 3)] {
		out.Names = append(out.Names, strings.TrimSuffix(short(n), "."))
	}
	for _, l := range e.GetLabels() {
		if name, reserved := strings.CutPrefix(l, "reserved:"); reserved && out.Reserved == "" {
			out.Reserved = short(name)
		}
	}
	return out
}

// application takes what matters of layer 7; never what a request says.
func (f *Flow) application(l7 *flowpb.Layer7) {
	answer := l7.GetType() == flowpb.L7FlowType_RESPONSE
	switch {
	case l7.GetDns() != nil:
		d := l7.GetDns()
		f.DNS = &DNS{Query: strings.TrimSuffix(short(d.GetQuery()), "."), Answer: answer, Rcode: d.GetRcode(), IPs: len(d.GetIps())}
		for _, t := range d.GetQtypes()[:min(len(d.GetQtypes()), 3)] {
			f.DNS.Types = append(f.DNS.Types, short(t))
		}
	case l7.GetHttp() != nil:
		f.HTTP = &HTTP{Method: short(l7.GetHttp().GetMethod()), Code: l7.GetHttp().GetCode()}
	}
}

// ofRetina reports whether a flow is one that only Retina tells of: each has a
// struct beside the protocol's fields.
func ofRetina(f *flowpb.Flow) bool {
	return f.GetVerdict() == 15 || f.GetVerdict() == 16 || f.GetExtensions().MessageIs(&structpb.Struct{})
}

// retina is the reason that Retina tells beside the protocol's.
func retina(f *flowpb.Flow) string {
	var more structpb.Struct
	if f.GetExtensions() == nil || f.GetExtensions().UnmarshalTo(&more) != nil {
		return "" // of somebody else
	}
	return short(more.GetFields()["drop_reason"].GetStringValue())
}
