package recorded_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// printed is what the collector of sysdumps writes of a list: decoded to Kubernetes'
// own type, whose items then say no kind, given the type of the list, and marshalled.
func printed(t *testing.T, l *list, into runtime.Object, kind schema.GroupVersionKind) string {
	t.Helper()
	data, err := json.Marshal(l)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
	into.GetObjectKind().SetGroupVersionKind(kind)
	text, err := yaml.Marshal(into)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestASysdumpIsReadAsItsCollectorPrintsIt holds the report of a dump of the types
// of Kubernetes against that of the same objects, as kubectl prints them.
func TestASysdumpIsReadAsItsCollectorPrintsIt(t *testing.T) {
	all := denied(t)
	plain := all.sysdump(t, map[string]string{"cilium-1": drop("a", "node-b", 0)})
	typed := maps.Clone(plain)
	for plural, c := range map[string]struct {
		into runtime.Object
		kind schema.GroupVersionKind
	}{
		"nodes":           {&corev1.NodeList{}, corev1.SchemeGroupVersion.WithKind("NodeList")},
		"pods":            {&corev1.PodList{}, corev1.SchemeGroupVersion.WithKind("PodList")},
		"namespaces":      {&corev1.NamespaceList{}, corev1.SchemeGroupVersion.WithKind("NamespaceList")},
		"services":        {&corev1.ServiceList{}, corev1.SchemeGroupVersion.WithKind("ServiceList")},
		"networkpolicies": {&networkingv1.NetworkPolicyList{}, networkingv1.SchemeGroupVersion.WithKind("NetworkPolicyList")},
		"endpointslices":  {&discoveryv1.EndpointSliceList{}, discoveryv1.SchemeGroupVersion.WithKind("EndpointSliceList")},
	} {
		l := *all[plural]
		l.Items = slices.Clone(l.Items)
		for i := range l.Items { // a typed client drops them
			l.Items[i] = without(l.Items[i], "apiVersion", "kind")
		}
		name := inside("k8s-" + plural + "-" + stamp + ".yaml")
		if typed[name] = printed(t, &l, c.into, c.kind); typed[name] == plain[name] || plain[name] == "" {
			t.Fatalf("%s: the collector prints it differently", plural)
		}
	}
	daemons := &appsv1.DaemonSetList{}
	cilium := slices.DeleteFunc(slices.Clone(all["daemonsets"].Items), func(o map[string]any) bool { return identity(o) != "kube-system/cilium" })
	typed[inside("cilium-daemonset-"+stamp+".yaml")] = printed(t, &list{Items: cilium}, daemons, appsv1.SchemeGroupVersion.WithKind("DaemonSetList"))
	beside := objects{"deployments": all["deployments"], "daemonsets": all["daemonsets"], "statefulsets": all["statefulsets"]}.folder(t)
	read := func(dump map[string]string) []string {
		b, r := ask(t, asked, "", open(t, packed(t, dump), nil, []string{beside}))
		said := append(roots(r), string(r.Status))
		for _, gap := range b.Gaps {
			said = append(said, gap.String())
		}
		return said
	}
	want, got := read(plain), read(typed)
	if len(want) < 2 || !strings.Contains(want[0], "default-deny-ingress") || !slices.Equal(got, want) {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func without(o map[string]any, keys ...string) map[string]any {
	rest := map[string]any{}
	for key, value := range o {
		if !slices.Contains(keys, key) {
			rest[key] = value
		}
	}
	return rest
}
