package reach

import (
	"fmt"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// ciliumSpec says what a NetworkPolicy cannot: host names, nodes, the API
// server, ICMP. It also says what else that opens.
func (e *Engine) ciliumSpec(r request) (spec object, wider string, err error) {
	if e.dataplane != Cilium || !e.settings.ciliumPolicies {
		return nil, "", fmt.Errorf("no NetworkPolicy can say %s on %s, and no other is enforced", r.peer, r.port)
	}
	key, peers, wider, err := e.ciliumPeers(r)
	if err != nil {
		return nil, "", err
	}
	way, prefix := "egress", "to"
	if r.ingress {
		way, prefix = "ingress", "from"
	}
	rule := object{prefix + key: peers}
	if protocol := strings.ToUpper(string(r.port.protocol())); strings.HasPrefix(protocol, "ICMP") {
		rule["icmps"] = []object{{"fields": []object{{"family": map[string]string{"ICMP": "IPv4", "ICMPV6": "IPv6"}[protocol], "type": r.port.Number}}}}
	} else {
		rule["toPorts"] = []object{{"ports": []object{{"port": strconv.Itoa(int(r.port.Number)), "protocol": protocol}}}}
	}
	rules := []object{rule}
	if key == "FQDNs" {
		rules = append(rules, dns(r.peer.Name))
		wider = "DNS queries for " + r.peer.Name + ", from whose answers the addresses are learned"
	}
	if r.subject.Sort != Node {
		return object{"endpointSelector": object{"matchLabels": e.identifying(r.subject)}, way: rules}, wider, nil
	}
	name := r.subject.Labels[corev1.LabelHostname]
	if name == "" || !e.settings.clusterwidePolicies {
		return nil, "", fmt.Errorf("no policy can select %s, which lacks the label %s, or none of nodes is enforced", r.subject, corev1.LabelHostname)
	}
	return object{"nodeSelector": object{"matchLabels": object{corev1.LabelHostname: name}}, way: rules}, wider, nil
}

func (e *Engine) ciliumPeers(r request) (key string, peers any, wider string, err error) {
	switch r.peer.Sort {
	case Pod:
		match := e.identifying(r.peer)
		if r.peer.Namespace != r.subject.Namespace {
			match["k8s:io.kubernetes.pod.namespace"] = r.peer.Namespace
		}
		return "Endpoints", []object{{"matchLabels": match}}, "", nil
	case APIServer:
		return "Entities", []string{"kube-apiserver"}, "", nil
	case Node:
		if r.subject.Node != "" && r.subject.Node == r.peer.Name {
			return "Entities", []string{"host"}, "", nil
		}
		return "Entities", []string{"remote-node"}, "every other node of the cluster", nil
	case Host:
		if r.ingress || !e.settings.l7 {
			return "", nil, "", fmt.Errorf("the proxy that learns the addresses of host names is off (enable-l7-proxy)")
		}
		return "FQDNs", []object{{"matchName": r.peer.Name}}, "", nil
	case Internet:
		return "CIDRSet", []object{{"cidr": "0.0.0.0/0", "except": private}}, "", nil
	}
	var list []string
	for _, p := range blocks(r.peer.Addresses) {
		list = append(list, p["ipBlock"].(object)["cidr"].(string))
	}
	return "CIDR", list, "", nil
}

// dns lets a pod ask the cluster's DNS for one name, by way of the proxy.
func dns(name string) object {
	return object{
		"toEndpoints": []object{{"matchLabels": object{"k8s:io.kubernetes.pod.namespace": "kube-system", "k8s-app": "kube-dns"}}},
		"toPorts": []object{{
			"ports": []object{{"port": "53", "protocol": "UDP"}, {"port": "53", "protocol": "TCP"}},
			"rules": object{"dns": []object{{"matchName": name}}},
		}},
	}
}
