package chart

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
)

// TestSwitches renders each pair of switches: what one template says must not
// lean on what another leaves out.
func TestSwitches(t *testing.T) {
	switches := []string{
		"nodeprobe: {enabled: false}", "hubble: {enabled: false}", "store: {sqlite: {persistence: false}}", "store: {sqlite: {existingClaim: c, storageClass: s}}",
		"networkPolicy: {enabled: false}", "ciliumNetworkPolicy: {enabled: true}", "metrics: {serviceMonitor: {enabled: true}}", "metrics: {prometheusRule: {enabled: true}}",
		"metrics: {dashboard: {enabled: true}}", "rbac: {create: false}", "serviceAccount: {create: false}", "certificates: {source: certManager}", "certificates: {source: existing}",
		"workloadIdentity: {enabled: true, clientID: i}", "global: {azure: {images: {netwhy: {registry: r.example, image: x/n}}}}",
	}
	for i, a := range switches {
		for _, b := range switches[i+1:] {
			if strings.Split(a, ":")[0] == strings.Split(b, ":")[0] {
				continue
			}
			objects(t, "{"+trim(a)+", "+trim(b)+"}", nil)
		}
	}
	objects(t, everything, nil)
	objects(t, others, nil)
}

func trim(s string) string { return strings.TrimSpace(s) }

func TestReplicas(t *testing.T) {
	one, many := objects(t, "{}", nil), objects(t, everything, nil)
	d := find[*appsv1.Deployment](one)[0]
	if d.Spec.Strategy.Type != appsv1.RecreateDeploymentStrategyType || len(find[*corev1.PersistentVolumeClaim](one)) != 1 || len(find[*policyv1.PodDisruptionBudget](one)) != 0 {
		t.Error("with SQLite: want Recreate, a claim and no budget")
	}
	d = find[*appsv1.Deployment](many)[0]
	if d.Spec.Strategy.Type != appsv1.RollingUpdateDeploymentStrategyType || len(find[*corev1.PersistentVolumeClaim](many)) != 0 || len(find[*policyv1.PodDisruptionBudget](many)) != 1 {
		t.Error("with PostgreSQL: want RollingUpdate, no claim and a budget")
	}
	if want := "--store=postgres://netwhy@db.example:5432/netwhy?sslmode=verify-full&sslrootcert=/postgres/ca.crt"; !slices.Contains(d.Spec.Template.Spec.Containers[0].Args, want) {
		t.Errorf("the arguments lack %s", want)
	}
}

func TestImages(t *testing.T) {
	digest := "sha256:" + strings.Repeat("a", 64)
	for values, want := range map[string]string{
		"{}": "netwhy:0.1.0",
		"images: {netwhy: {registry: r.example/team, tag: v2}}":                                                                          "r.example/team/netwhy:v2",
		"images: {netwhy: {registry: 'r:5000', tag: v2, digest: '" + digest + "'}}":                                                      "r:5000/netwhy@" + digest,
		"{images: {netwhy: {registry: r}}, global: {azure: {images: {netwhy: {registry: a.io, image: x/n, digest: '" + digest + "'}}}}}": "a.io/x/n@" + digest,
	} {
		for name, pod := range templates(objects(t, values, nil)) {
			if got := pod.Spec.Containers[0].Image; got != want && !strings.HasPrefix(name, "DaemonSet") {
				t.Errorf("%s: %s runs %s, want %s", values, name, got, want)
			}
		}
	}
}

func TestPolicyLetsThroughWhatTheAgentReaches(t *testing.T) {
	for values, want := range map[string][]int32{
		"{}":       {53, 53, 443, 443, 4245, 6443, 9474, 9962, 9965},
		everything: {9, 53, 53, 443, 443, 443, 443, 4245, 5432, 6443, 8443, 9474, 9962, 9965},
		"{hubble: {relay: 'r:80'}, nodeprobe: {enabled: false}}": {53, 53, 80, 443, 4245, 6443, 9962, 9965},
	} {
		p := find[*networkingv1.NetworkPolicy](objects(t, values, nil))[0]
		var got []int32
		for _, rule := range p.Spec.Egress {
			for _, port := range rule.Ports {
				got = append(got, port.Port.IntVal)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the agent may reach %v, want %v", values, got, want)
		}
		if len(p.Spec.PolicyTypes) != 2 || p.Spec.Ingress[0].Ports[0].Port.IntVal != 8443 {
			t.Error("the policy is not for both directions, or lets nobody in")
		}
	}
	if len(find[*networkingv1.NetworkPolicy](objects(t, others, nil))) != 0 {
		t.Error("there are two policies")
	}
}

// TestValuesAreThoseOfTheSchema finds a key that one of both lacks.
func TestValuesAreThoseOfTheSchema(t *testing.T) {
	c := load(t)
	var schema map[string]any
	if err := json.Unmarshal(c.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, schema, values map[string]any)
	keys := 0
	walk = func(path string, schema, values map[string]any) {
		known, _ := schema["properties"].(map[string]any)
		for key, value := range values {
			keys++
			below, there := known[key].(map[string]any)
			if !there {
				if schema["additionalProperties"] == false {
					t.Errorf("the schema lacks %s%s", path, key)
				}
				continue
			}
			if inner, ok := value.(map[string]any); ok {
				walk(path+key+".", below, inner)
			}
		}
		if schema["additionalProperties"] != false && path == "" {
			t.Errorf("the schema takes any key at %q", path)
		}
		for key := range known {
			_, there := values[key]
			if optional := strings.HasSuffix(path, "resources.") || strings.HasSuffix(path, "images.") || strings.HasSuffix(path, "rollingUpdate."); !there && !optional {
				t.Errorf("values.yaml lacks %s%s", path, key)
			}
		}
	}
	walk("", schema, c.Values)
	if keys < 100 {
		t.Errorf("found only %d values", keys)
	}
}

func TestNotesSayWhatIsNext(t *testing.T) {
	for values, want := range map[string][]string{
		"{}":       {"port-forward deployment/netwhy 8080", "create token me --audience netwhy", "--clusterrole netwhy-user", "hubble-relay-client-certs", "No language model", "helm test netwhy"},
		everything: {"https://netwhy.example", "namespace probes"},
		"{hubble: {enabled: false}, nodeprobe: {enabled: false}, rbac: {create: false}}": {"Flows are not read", "Counters of nodes are not read", "No ClusterRole was made"},
	} {
		files, err := release(t, "netwhy", values, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(files["netwhy/templates/NOTES.txt"], w) {
				t.Errorf("%s: the notes do not say %q:\n%s", values, w, files["netwhy/templates/NOTES.txt"])
			}
		}
	}
}
