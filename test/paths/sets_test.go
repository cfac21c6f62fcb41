package paths

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/netwhy/netwhy/checks/reach"
)

// object is one of Kubernetes, as JSON has it.
type object = map[string]any

// set is some policies that hold at once.
type set struct {
	name     string
	policies []object
}

// setLabel marks the policies of sets.
const setLabel = "netwhy.test/set"

// generate makes the set of a number: always the same.
func generate(number uint64) set {
	g := maker{rand.New(rand.NewPCG(number, 5))}
	s := set{name: fmt.Sprintf("set-%d", number)}
	for i := range 1 + g.IntN(3) {
		policy := g.policy()
		meta := object{"name": fmt.Sprintf("%s-%d", s.name, i), "labels": object{setLabel: s.name}}
		if policy["kind"] != "CiliumClusterwideNetworkPolicy" {
			meta["namespace"] = pick(g, namespaces...)
		}
		policy["metadata"] = meta
		s.policies = append(s.policies, policy)
	}
	return s
}

func (s set) names() (names []string) {
	for _, p := range s.policies {
		names = append(names, p["metadata"].(object)["name"].(string))
	}
	return names
}

// sound is the set without the policies that the engine refuses, which the
// agents must not know either.
func (s set) sound(refused []reach.Refusal) set {
	s.policies = slices.DeleteFunc(slices.Clone(s.policies), func(p object) bool {
		return slices.ContainsFunc(refused, func(r reach.Refusal) bool { return r.Name == p["metadata"].(object)["name"] })
	})
	return s
}

// manifest is the set as kubectl takes it.
func (s set) manifest() []byte {
	text, err := json.MarshalIndent(object{"apiVersion": "v1", "kind": "List", "items": s.policies}, "", "  ")
	if err != nil {
		panic(err) // maps of strings always marshal
	}
	return text
}

// maker makes policies by chance.
type maker struct{ *rand.Rand }

func pick[T any](g maker, list ...T) T { return list[g.IntN(len(list))] }

// some are up to most things of a sort, and at least least.
func some[T any](g maker, least, most int, one func() T) (list []T) {
	list = []T{}
	for range least + g.IntN(most-least+1) {
		list = append(list, one())
	}
	return list
}

func (g maker) policy() object {
	switch g.IntN(5) {
	case 0, 1:
		return g.standard()
	case 2:
		return object{"apiVersion": "cilium.io/v2", "kind": "CiliumClusterwideNetworkPolicy", "spec": g.rule(clusterwide(g.selector()))}
	}
	return object{"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "spec": g.rule(g.selector())}
}

// clusterwide keeps a policy for all namespaces away from the pods of the system.
func clusterwide(selector object) object {
	labels, _ := selector["matchLabels"].(object)
	if labels == nil {
		labels = object{}
	}
	labels["netwhy.test/pod"] = "paths"
	selector["matchLabels"] = labels
	return selector
}

func (g maker) selector() object {
	return pick(g,
		object{},
		object{"matchLabels": object{"app": pick(g, apps...)}},
		object{"matchLabels": object{"tier": pick(g, "front", "back")}},
		object{"matchExpressions": []object{{"key": "app", "operator": pick(g, "In", "NotIn"), "values": []string{pick(g, apps...), pick(g, apps...)}}}},
		object{"matchExpressions": []object{{"key": "tier", "operator": pick(g, "Exists", "DoesNotExist")}}},
	)
}

// standard is a NetworkPolicy.
func (g maker) standard() object {
	spec := object{"podSelector": g.selector()}
	types := pick(g, []string{"Ingress"}, []string{"Egress"}, []string{"Ingress", "Egress"})
	spec["policyTypes"] = types
	for _, way := range types {
		field, peers := "ingress", "from"
		if way == "Egress" {
			field, peers = "egress", "to"
		}
		spec[field] = some(g, 0, 2, func() object {
			rule := object{}
			if g.IntN(4) > 0 {
				rule[peers] = some(g, 1, 2, g.peer)
			}
			if g.IntN(2) > 0 {
				rule["ports"] = some(g, 1, 2, g.port)
			}
			return rule
		})
	}
	return object{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": spec}
}

func (g maker) peer() object {
	space := object{"matchLabels": object{"colour": pick(g, "red", "blue")}}
	return pick(g,
		object{"podSelector": g.selector()},
		object{"namespaceSelector": space},
		object{"namespaceSelector": object{}},
		object{"namespaceSelector": space, "podSelector": g.selector()},
		object{"ipBlock": object{"cidr": pick(g, "0.0.0.0/0", "203.0.113.0/24", "10.244.0.0/16", "172.30.0.0/24")}},
		object{"ipBlock": object{"cidr": "203.0.113.0/24", "except": []string{pick(g, "203.0.113.10/32", "203.0.113.53/32")}}},
	)
}

func (g maker) port() object {
	return pick(g,
		object{"port": 8080},
		object{"protocol": "TCP", "port": 9090},
		object{"protocol": "UDP", "port": 8125},
		object{"protocol": "TCP", "port": "web"},
		object{"protocol": "UDP", "port": "stats"},
		object{"protocol": "TCP", "port": 8000, "endPort": 9000},
		object{"protocol": pick(g, "TCP", "UDP")},
	)
}
