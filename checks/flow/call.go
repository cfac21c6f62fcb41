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
func callNeeds() []evidence.Need {
	return []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.CallFlows),
		evidence.Require(evidence.Services).AtCallee(), evidence.Require(evidence.EndpointSlices).AtCallee(),
	}
}

// call are the flows between the caller's pods and the Service: its own
// address, and those that stand behind it.
func call(c *checks.Context) seen {
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
	return look(c, evidence.CallFlows).keep(func(f *hubble.Flow) bool {
		return among(f.Client, caller.InNamespace(), pods) && doors[f.Server.IP+":"+strconv.FormatUint(uint64(f.Port), 10)+"/"+f.Protocol]
	})
}

func door(ip string, port int32, protocol string) string {
	return fmt.Sprintf("%s:%d/%s", ip, port, protocol)
}

// tell says of groups of flows that they are a fault, unless they are stale or
// few, or the like came through since.
func tell(c *checks.Context, all, of seen, what string, fault func(*hubble.Flow)) {
	for _, alike := range of.apart(func(f *hubble.Flow) string { return pair(f) + f.Why() }) {
		f := alike.rows[0]
		said := alike.sentence(what)
		if isDrop(f) {
			said += fmt.Sprintf(" (%s)", f.Why())
		}
		switch why := alike.stale(1); {
		case all.since(f, alike.last()):
			c.Pass("%s; others alike came through since", said)
		case why != "":
			c.Unknown("%s, %s", said, why)
		default:
			fault(f)
			c.Set("pod", f.Client.Pod)
			relate(c, ownerOf(f.Client), ownerOf(f.Server))
			c.Fail("%s", said)
		}
	}
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
