package flow

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/kube"
)

// callNeeds are what checks of a call to a Service see.
func callNeeds() []evidence.Need { return calledNeeds(evidence.CallFlows) }

func calledNeeds(flows evidence.Any) []evidence.Need {
	return []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(flows),
		evidence.Require(evidence.Services).AtCallee(), evidence.Require(evidence.EndpointSlices).AtCallee(),
	}
}

// call are the flows between the caller's pods and the Service: its own
// address, and those that stand behind it.
func call(c *checks.Context) seen { return callIn(c, evidence.CallFlows) }

func callIn(c *checks.Context, kind evidence.Kind[hubble.Item]) seen {
	caller, callee := c.Subject().Caller(), c.Subject().Callee()
	pods := ownPods(caller, evidence.Pods.Of(c))
	doors := map[string]bool{} // address:port/protocol
	if s := kube.ServiceNamed(evidence.Services.Of(c), callee.Name); s != nil {
		for _, p := range s.Spec.Ports {
			for _, ip := range append(slices.Clone(s.Spec.ClusterIPs), s.Spec.ClusterIP) {
				doors[door(ip, p.Port, string(kube.Protocol(p.Protocol)))] = true
			}
		}
	}
	for _, slice := range kube.SlicesOf(callee.Name, evidence.EndpointSlices.Of(c)) {
		for _, e := range slice.Endpoints {
			for _, p := range slice.Ports {
				if p.Port == nil || p.Protocol == nil {
					continue
				}
				for _, ip := range e.Addresses {
					doors[door(ip, *p.Port, string(*p.Protocol))] = true
				}
			}
		}
	}
	return look(c, kind).keep(func(f *hubble.Flow) bool {
		return among(f.Client, caller.InNamespace(), pods) && doors[f.Server.IP+":"+strconv.FormatUint(uint64(f.Port), 10)+"/"+f.Protocol]
	})
}

func door(ip string, port int32, protocol string) string {
	return fmt.Sprintf("%s:%d/%s", ip, port, protocol)
}

// ownerOf is an end's workload, or its pod where Hubble does not tell.
func ownerOf(e hubble.End) evidence.Subject {
	kind, name := e.Owner()
	switch {
	case name != "":
		return evidence.WorkloadOf(kind, e.Namespace, name)
	case e.Pod != "":
		return evidence.WorkloadOf("Pod", e.Namespace, e.Pod)
	case e.Service != "":
		return serviceOf(e)
	}
	return evidence.Subject{}
}
