package cilium

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// walk visits every field of a value as JSON writes it, at any depth.
func walk(value any, visit func(field string, value any)) {
	switch v := value.(type) {
	case map[string]any:
		for field, inner := range v {
			visit(field, inner)
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

// tree is a value as JSON writes it.
func tree(value any) (t any) {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was read from JSON
	}
	if err := json.Unmarshal(data, &t); err != nil {
		panic(err) // it was just written
	}
	return t
}

// selectorKeys are the keys of all labels that selectors anywhere in a policy
// name, without the source that Cilium writes before them.
func selectorKeys(policy any) (keys []string) {
	add := func(key string) {
		if _, plain, found := strings.Cut(key, ":"); found {
			key = plain
		}
		keys = append(keys, key)
	}
	walk(tree(policy), func(field string, value any) {
		switch v := value.(type) {
		case map[string]any:
			if field == "matchLabels" {
				for key := range v {
					add(key)
				}
			}
		case []any:
			for _, e := range v {
				if m, ok := e.(map[string]any); ok && field == "matchExpressions" {
					if key, ok := m["key"].(string); ok {
						add(key)
					}
				}
			}
		}
	})
	return keys
}

// rulesOf are a Cilium policy's rules.
func rulesOf(p *evidence.CiliumPolicy) []evidence.CiliumRule {
	rules := slices.Clone(p.Specs)
	if p.Spec != nil {
		rules = append(rules, *p.Spec)
	}
	return rules
}

// has reports whether a field of one of some names stands anywhere in a
// policy's rules, with something in it.
func has(p *evidence.CiliumPolicy, fields ...string) (found bool) {
	for _, r := range rulesOf(p) {
		for _, part := range [][]any{r.Ingress, r.IngressDeny, r.Egress, r.EgressDeny} {
			walk(tree(part), func(field string, value any) {
				list, isList := value.([]any)
				object, isObject := value.(map[string]any)
				empty := value == nil || isList && len(list) == 0 || isObject && len(object) == 0
				found = found || slices.Contains(fields, field) && !empty
			})
		}
	}
	return found
}

// layer7 reports whether a policy has rules for the content of connections:
// HTTP, DNS names, Kafka.
func layer7(p *evidence.CiliumPolicy) bool { return has(p, "rules") }

// policiesWith names the namespace's CiliumNetworkPolicies, and the clusterwide
// ones, that fit.
func policiesWith(c *checks.Context, fits func(*evidence.CiliumPolicy) bool) (found []evidence.CiliumPolicy) {
	for _, list := range [][]evidence.CiliumPolicy{evidence.CiliumNetworkPolicies.Of(c), evidence.CiliumClusterwideNetworkPolicies.Of(c)} {
		for i := range list {
			if fits(&list[i]) {
				found = append(found, list[i])
			}
		}
	}
	return found
}

// written are the needs of [policiesWith].
func written() []evidence.Need {
	return []evidence.Need{evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies)}
}

// policies are those of [policiesWith], and of the settings.
func policies(more ...evidence.Need) []evidence.Need {
	return configured(append(written(), more...)...)
}

// name is a policy's kind and name, for a sentence.
func name(p *evidence.CiliumPolicy) string {
	if p.Namespace == "" {
		return "CiliumClusterwideNetworkPolicy " + p.Name
	}
	return "CiliumNetworkPolicy " + p.Name
}

func names(list []evidence.CiliumPolicy) string {
	var all []string
	for i := range list {
		all = append(all, name(&list[i]))
	}
	return checks.Names(all)
}

// blame names the first of some policies as the culprit.
func blame(c *checks.Context, list []evidence.CiliumPolicy) {
	kind := "CiliumNetworkPolicy"
	if list[0].Namespace == "" {
		kind = "CiliumClusterwideNetworkPolicy"
	}
	c.Blame(kind, list[0].Namespace, list[0].Name)
	c.Set("policyKind", kind)
	c.Set("policy", list[0].Name)
}
