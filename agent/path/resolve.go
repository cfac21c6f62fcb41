package path

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
)

// end is an end as the engine takes it, and where it is called.
type end struct {
	reach.End
	says string
	of   evidence.Subject // the workload, of a pod
	port reach.Port
	via  string // the Service's port that leads there
	asks bool   // it asks the cluster's DNS for names, and is a pod
}

// sources are what calls.
func (e *eyes) sources(p place) ([]end, error) {
	if p.sort != "object" {
		return e.single(p)
	}
	pods := e.pods(p)
	if service := kube.ServiceNamed(see(e, evidence.Services, space(p.namespace)), p.name); len(pods) == 0 && service != nil {
		pods = kube.Selected(service, kube.Live(see(e, evidence.Pods, space(p.namespace))))
	}
	var list []end
	for _, pod := range each(pods) {
		list = append(list, podEnd(&pod))
	}
	if len(list) == 0 {
		return nil, e.nothing(p)
	}
	return list, nil
}

// targets are what is called: behind a Service its pods, at their own ports.
func (e *eyes) targets(p place) ([]end, error) {
	if p.sort != "object" {
		list, err := e.single(p)
		for i := range list {
			if list[i].port = p.called(); p.port == 0 && p.sort == "node" {
				return nil, fmt.Errorf("cannot tell which port of node %s is called: write it behind a colon, as in node/%s:10250", p.name, p.name)
			}
			if p.port == 0 {
				list[i].port = reach.TCP(443)
				e.notes = append(e.notes, "no port was said; judged for TCP 443")
			}
		}
		return list, err
	}
	if service := kube.ServiceNamed(see(e, evidence.Services, space(p.namespace)), p.name); service != nil {
		return e.behind(service, p)
	}
	var list []end
	for _, pod := range each(e.pods(p)) {
		target := podEnd(&pod)
		if p.port != 0 {
			target.port = p.called()
			list = append(list, target)
			continue
		}
		for _, declared := range target.Ports {
			target.port = reach.Port{Protocol: kube.Protocol(declared.Protocol), Number: uint16(declared.ContainerPort)}
			list = append(list, target)
		}
		if len(target.Ports) == 0 {
			return nil, fmt.Errorf("cannot tell which port of %s is called: its pods declare none; write it behind a colon, as in %s/%s:8080", p.name, p.namespace, p.name)
		}
	}
	if len(list) == 0 {
		return nil, e.nothing(p)
	}
	return list, nil
}

// behind are the backends of a Service's port, or of all of its ports.
func (e *eyes) behind(service *corev1.Service, called place) (list []end, err error) {
	var ports []reach.Port
	for _, p := range service.Spec.Ports {
		if called.port == 0 || uint16(p.Port) == called.port && (called.protocol == "" || kube.Protocol(p.Protocol) == called.protocol) {
			ports = append(ports, reach.Port{Protocol: kube.Protocol(p.Protocol), Number: uint16(p.Port)})
		}
	}
	if len(ports) == 0 {
		ports = []reach.Port{called.called()}
	}
	pods := see(e, evidence.Pods, space(service.Namespace))
	for _, port := range ports {
		targets, err := reach.Targets(service, see(e, evidence.EndpointSlices, space(service.Namespace)), pods, port)
		if err != nil {
			return nil, fmt.Errorf("cannot find the way: %w", err)
		}
		seen := map[string]bool{}
		for _, t := range targets {
			found := end{End: t.End, says: t.End.String(), port: t.Port, via: fmt.Sprintf("port %d of Service %s/%s", port.Number, service.Namespace, service.Name)}
			if i := slices.IndexFunc(pods, func(p corev1.Pod) bool { return t.Sort == reach.Pod && p.Name == t.Name }); i >= 0 {
				found.says = kube.Owner(&pods[i]).String()
			}
			if !seen[found.says] {
				seen[found.says] = true
				list = append(list, found)
			}
		}
	}
	if len(list) == 0 {
		e.notes = append(e.notes, fmt.Sprintf("Service %s/%s has no ready endpoint on that port: whatever policies say, nothing answers there", service.Namespace, service.Name))
	}
	return list, nil
}

// single is an end that is no object of a namespace.
func (e *eyes) single(p place) ([]end, error) {
	switch p.sort {
	case "internet":
		return []end{{End: reach.InternetEnd(), says: "the internet"}}, nil
	case "address":
		return []end{{End: reach.AddressEnd(p.address), says: p.address.String()}}, nil
	case "host":
		answers, _ := glance(e, evidence.Answers, evidence.Of(evidence.Host, "", p.name))
		var known []netip.Addr
		for _, answer := range answers {
			for _, text := range answer.Addresses {
				if a, err := netip.ParseAddr(text); err == nil && !slices.Contains(known, a.Unmap()) {
					known = append(known, a.Unmap())
				}
			}
		}
		if e.names = map[string][]netip.Addr{p.name: known}; len(known) == 0 {
			e.notes = append(e.notes, fmt.Sprintf("no address of %s is known; it is judged as any host of the internet of that name", p.name))
		}
		return []end{{End: reach.HostEnd(p.name), says: p.name}}, nil
	}
	nodes := see(e, evidence.NodeObject, evidence.Of(evidence.Node, "", p.name))
	if len(nodes) == 0 {
		return nil, e.nothing(p)
	}
	return []end{{End: reach.NodeEnd(&nodes[0]), says: "node " + p.name}}, nil
}
