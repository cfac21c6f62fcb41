package hubble

import (
	"strings"

	"github.com/cilium/cilium/api/v1/flow"
)

// filters are the arguments of all who ask, for the server. Its filters for pods take
// the beginning of a name; one for many is faster than many.
func filters(list []Args) (all []*flow.FlowFilter) {
	var pods []string
	seen := map[Args]bool{}
	for _, a := range list {
		own := a.Namespace + "/" + a.Name
		peer, inside := strings.CutPrefix(a.Peer, "namespace/")
		if a = (Args{Namespace: a.Namespace, Name: a.Name}); inside {
			a.Peer = peer
		}
		if seen[a] {
			continue
		}
		seen[a] = true
		if !inside {
			pods = append(pods, own)
			continue
		}
		here, there := []string{own}, []string{peer + "/"}
		all = append(all,
			&flow.FlowFilter{SourcePod: here, DestinationPod: there}, &flow.FlowFilter{SourcePod: there, DestinationPod: here},
			&flow.FlowFilter{SourcePod: here, DestinationService: there}, &flow.FlowFilter{SourceService: there, DestinationPod: here})
	}
	if len(pods) > 0 {
		all = append(all, &flow.FlowFilter{SourcePod: pods}, &flow.FlowFilter{DestinationPod: pods})
	}
	return all
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
