package hubble

import (
	"strings"

	"github.com/cilium/cilium/api/v1/flow"
)

// filters are the arguments for the server. Its filters for pods take the
// beginning of a name.
func (a Args) filters() []*flow.FlowFilter {
	own := []string{a.Namespace + "/" + a.Name}
	peer, inside := strings.CutPrefix(a.Peer, "namespace/")
	if !inside {
		return []*flow.FlowFilter{{SourcePod: own}, {DestinationPod: own}}
	}
	there := []string{peer + "/"}
	return []*flow.FlowFilter{
		{SourcePod: own, DestinationPod: there}, {SourcePod: there, DestinationPod: own},
		{SourcePod: own, DestinationService: there}, {SourceService: there, DestinationPod: own},
	}
}

// wants applies the arguments here.
func (a Args) wants(f *flow.Flow) bool {
	from, to := a.owns(f.GetSource()), a.owns(f.GetDestination())
	if a.Peer == "" {
		return from || to
	}
	return from && a.calls(f, f.GetDestination(), f.GetDestinationService()) || to && a.calls(f, f.GetSource(), f.GetSourceService())
}

// owns reports whether an end is a pod that is asked about. A workload's pods
// have its name and more.
func (a Args) owns(e *flow.Endpoint) bool {
	return e.GetPodName() != "" && e.GetNamespace() == a.Namespace &&
		(a.Name == "" || e.GetPodName() == a.Name || strings.HasPrefix(e.GetPodName(), a.Name+"-"))
}

// calls reports whether an end is in the namespace that is called; where a host
// is, whether it lies outside, or the flow is a look-up of the host's name.
func (a Args) calls(f *flow.Flow, e *flow.Endpoint, s *flow.Service) bool {
	if peer, inside := strings.CutPrefix(a.Peer, "namespace/"); inside {
		return e.GetNamespace() == peer || s.GetNamespace() == peer
	}
	query := strings.ToLower(strings.TrimSuffix(f.GetL7().GetDns().GetQuery(), "."))
	host := strings.ToLower(a.Peer)
	return e.GetPodName() == "" && s.GetName() == "" || query == host || strings.HasPrefix(query, host+".")
}
