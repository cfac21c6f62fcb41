package cilium

import (
	"maps"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// IdentityChurn finds a label that gives every pod an identity of its own.
var IdentityChurn = &checks.Check{
	ID:     "cilium.identity-churn",
	Asks:   "Do the namespace's pods share identities?",
	Why:    "Each set of labels takes one of the cluster's 65,280 identities, and every agent works all policies out anew for it. A label that is different on each pod or job uses them up, and slows policies down.",
	Limits: "Fewer than 50 identities in a namespace are not judged, nor labels by which applications are named.",
	Refs:   []string{"https://docs.cilium.io/en/stable/operations/performance/scalability/identity-relevant-labels/", "https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.IPExhaustion, checks.PolicyReview, checks.Latency},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.RequireIfInstalled(evidence.CiliumIdentities)},
	Remedy: checks.Remedy{
		Says:   "Take the label away, make it an annotation, or have Cilium leave it out of identities (setting labels)." + managedByAKS,
		Verify: []string{"kubectl get ciliumidentities -l io.kubernetes.pod.namespace={{.name}}"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		list := evidence.CiliumIdentities.Of(c)
		const few = 50
		if len(list) < few {
			c.Pass("the namespace has %s", checks.Count(len(list), "identity"))
			return
		}
		for _, key := range churning(list) {
			c.Fail("the namespace has %s, which the label %s alone tells apart", checks.Count(len(list), "identity"), key)
		}
		c.Pass("the namespace has %s, which no label alone tells apart", checks.Count(len(list), "identity"))
	},
}

// naming are labels that are meant to tell applications apart.
var naming = []string{"app", "k8s-app", "name", "run", "component", "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component"}

// churning are the labels without which the identities would be a tenth as many.
func churning(list []evidence.CiliumIdentity) (keys []string) {
	seen := map[string]bool{}
	for _, i := range list {
		for key := range i.SecurityLabels {
			if plain, ours := strings.CutPrefix(key, "k8s:"); ours && !slices.Contains(naming, plain) && !strings.HasPrefix(plain, "io.") {
				seen[key] = true
			}
		}
	}
	for key := range seen {
		without := map[string]bool{}
		for _, i := range list {
			var rest strings.Builder
			for _, k := range slices.Sorted(maps.Keys(i.SecurityLabels)) {
				if k != key {
					rest.WriteString(k + "=" + i.SecurityLabels[k] + "\n")
				}
			}
			without[rest.String()] = true
		}
		if len(without)*10 <= len(list) {
			keys = append(keys, strings.TrimPrefix(key, "k8s:"))
		}
	}
	slices.Sort(keys)
	return keys
}
