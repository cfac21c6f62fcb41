package paths

// rule is the rule of a Cilium policy.
func (g maker) rule(selector object) object {
	rule := object{"endpointSelector": selector}
	for _, way := range pick(g, []string{"ingress"}, []string{"egress"}, []string{"ingress", "egress"}) {
		if g.IntN(4) > 0 {
			rule[way] = some(g, 0, 2, func() object { return g.ciliumRule(way, true) })
		}
		if _, allows := rule[way]; !allows || g.IntN(3) == 0 {
			rule[way+"Deny"] = some(g, 1, 1, func() object { return g.ciliumRule(way, false) })
		}
	}
	if g.IntN(5) == 0 {
		rule["enableDefaultDeny"] = object{"ingress": g.IntN(2) == 0, "egress": g.IntN(2) == 0}
	}
	return rule
}

// ciliumRule is one direction's rule, with peers of one sort, as Cilium demands.
func (g maker) ciliumRule(way string, allows bool) object {
	peers := "from"
	if way == "egress" {
		peers = "to"
	}
	rule := object{}
	switch g.IntN(6) {
	case 0, 1:
		rule[peers+"Endpoints"] = some(g, 1, 2, g.endpoints)
	case 2:
		entities := []string{"world", "cluster", "host", "remote-node", "all"}
		if way == "egress" {
			entities = append(entities, "kube-apiserver")
		}
		rule[peers+"Entities"] = some(g, 1, 2, func() string { return pick(g, entities...) })
	case 3:
		rule[peers+"CIDR"] = some(g, 1, 2, func() string {
			return pick(g, "203.0.113.10/32", "203.0.113.0/24", "10.244.0.0/16", "172.30.0.0/24", "0.0.0.0/0")
		})
	case 4:
		rule[peers+"CIDRSet"] = []object{{"cidr": "203.0.113.0/24", "except": []string{pick(g, "203.0.113.10/32", "203.0.113.53/32")}}}
	}
	if g.IntN(2) == 0 || len(rule) == 0 && !allows {
		rule["toPorts"] = []object{{"ports": some(g, 1, 2, g.ciliumPort)}}
	}
	return rule
}

func (g maker) endpoints() object {
	selector := g.selector()
	labels, _ := selector["matchLabels"].(object)
	if labels == nil {
		labels = object{}
	}
	switch g.IntN(3) {
	case 0:
		labels["k8s:io.kubernetes.pod.namespace"] = pick(g, namespaces...)
	case 1:
		labels["k8s:io.cilium.k8s.namespace.labels.colour"] = pick(g, "red", "blue")
	}
	if len(labels) > 0 {
		selector["matchLabels"] = labels
	}
	return selector
}

func (g maker) ciliumPort() object {
	return pick(g,
		object{"port": "8080", "protocol": "TCP"},
		object{"port": "9090"},
		object{"port": "8125", "protocol": "UDP"},
		object{"port": "web", "protocol": "TCP"},
		object{"port": "8000", "endPort": 9000, "protocol": "TCP"},
		object{"port": "0", "protocol": "TCP"},
	)
}
