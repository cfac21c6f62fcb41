package traffic

import (
	"strings"

	flowpb "github.com/cilium/cilium/api/v1/flow"
)

// Ends are the pods of a world as flows tell of them. They are shared by all flows.
type Ends struct {
	world  *World
	pods   []*flowpb.Endpoint
	denied map[int]denial // by the first pod of a workload
	layers map[layer]*flowpb.Layer4
}

// Ends describes all pods. It and its nodes serve one goroutine.
func (w *World) Ends() *Ends {
	e := &Ends{world: w, pods: make([]*flowpb.Endpoint, 0, w.Pods()), denied: map[int]denial{}, layers: map[layer]*flowpb.Layer4{}}
	for namespace := range w.Namespaces {
		space := w.Names.Namespace(namespace)
		for app := range w.Apps {
			name := w.Names.Workload(app)
			workloads := []*flowpb.Workload{{Kind: "Deployment", Name: name}}
			labels := []string{
				"k8s:app=" + name, "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=" + space, "k8s:io.cilium.k8s.policy.cluster=default",
				"k8s:io.cilium.k8s.policy.serviceaccount=default", "k8s:io.kubernetes.pod.namespace=" + space,
			}
			if policy, ok := w.Denied[space+"/"+name]; ok {
				e.denied[w.Number(namespace, app, 0)] = denial{flowpb.DropReason_POLICY_DENIED, named(space, policy)}
			}
			if reason, ok := w.Dropped[space+"/"+name]; ok {
				e.denied[w.Number(namespace, app, 0)] = denial{reason: reason}
			}
			for replica := range w.Replicas {
				pod := w.Number(namespace, app, replica)
				e.pods = append(e.pods, &flowpb.Endpoint{
					ID: uint32(100 + pod%60000), Identity: uint32(10000 + namespace*w.Apps + app), ClusterName: "default", Namespace: space,
					PodName: w.Names.Pod(app, pod), Labels: labels, Workloads: workloads,
				})
			}
		}
	}
	return e
}

// denial is why packets are dropped, and which policy says so, if one does.
type denial struct {
	reason flowpb.DropReason
	policy *flowpb.Policy
}

func named(namespace, policy string) *flowpb.Policy {
	kind, name, ok := strings.Cut(policy, "/")
	if !ok {
		return nil
	}
	return &flowpb.Policy{Kind: kind, Namespace: namespace, Name: name}
}

// closed says whether what is sent to a pod is dropped, and why.
func (e *Ends) closed(pod int) (why denial, closed bool) {
	why, closed = e.denied[pod-pod%e.world.Replicas]
	return why, closed
}

// outside is what lies beyond the cluster.
var outside = &flowpb.Endpoint{Identity: 2, Labels: []string{"reserved:world"}}

// layer is what ports and flags say, of which there are few.
type layer struct {
	from, to uint32
	flags    step
}

// step is a packet of a connection, in order.
type step int

const (
	opens step = iota
	accepts
	sends
	answers
	steps
)

// The ports of servers.
const (
	servicePort = 8080
	webPort     = 443
	clientPorts = 128 // and so many of clients
)

func (e *Ends) layer(l layer) *flowpb.Layer4 {
	known := e.layers[l]
	if known == nil {
		known = l.make()
		e.layers[l] = known
	}
	return known
}

func (l layer) make() *flowpb.Layer4 {
	flags := map[step]*flowpb.TCPFlags{
		opens: {SYN: true}, accepts: {SYN: true, ACK: true}, sends: {PSH: true, ACK: true}, answers: {PSH: true, ACK: true},
	}[l.flags]
	return &flowpb.Layer4{Protocol: &flowpb.Layer4_TCP{TCP: &flowpb.TCP{SourcePort: l.from, DestinationPort: l.to, Flags: flags}}}
}
