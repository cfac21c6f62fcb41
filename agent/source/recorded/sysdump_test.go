package recorded_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

func reads(t *testing.T, g *recorded.Given) *kube.Source {
	t.Helper()
	s, err := kube.Recorded(g.Objects)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func inside(name string) string { return "cilium-sysdump-" + stamp + "/" + name }

// typed is a list as the collector of a sysdump prints it: of the kind of its
// items, which therefore do not say theirs.
func typed(version, kind, namespace string) string {
	in := ""
	if namespace != "" {
		in = "    namespace: " + namespace + "\n"
	}
	return fmt.Sprintf("apiVersion: %s\nitems:\n- metadata:\n    name: a\n%skind: %sList\nmetadata:\n  resourceVersion: \"7\"\n", version, in, kind)
}

// TestEachListOfASysdumpIsRead holds the names of all its files that hold a whole
// list of something that is ever asked for.
func TestEachListOfASysdumpIsRead(t *testing.T) {
	for resource, c := range map[string]struct{ file, version, kind, namespace string }{
		"nodes":                            {"k8s-nodes", "v1", "Node", ""},
		"namespaces":                       {"k8s-namespaces", "v1", "Namespace", ""},
		"pods":                             {"k8s-pods", "v1", "Pod", "shop"},
		"services":                         {"k8s-services", "v1", "Service", "shop"},
		"events":                           {"k8s-events", "v1", "Event", "shop"},
		"endpointslices":                   {"k8s-endpointslices", "discovery.k8s.io/v1", "EndpointSlice", "shop"},
		"networkpolicies":                  {"k8s-networkpolicies", "networking.k8s.io/v1", "NetworkPolicy", "shop"},
		"ingresses":                        {"ciliumingresses", "networking.k8s.io/v1", "Ingress", "shop"},
		"ingressclasses":                   {"ingressclasses", "networking.k8s.io/v1", "IngressClass", ""},
		"gateways":                         {"gatewayapi-gateways", "gateway.networking.k8s.io/v1", "Gateway", "shop"},
		"gatewayclasses":                   {"gatewayapi-gatewayclasses", "gateway.networking.k8s.io/v1", "GatewayClass", ""},
		"httproutes":                       {"gatewayapi-httproutes", "gateway.networking.k8s.io/v1", "HTTPRoute", "shop"},
		"referencegrants":                  {"gatewayapi-referencegrants", "gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "shop"},
		"ciliumnetworkpolicies":            {"ciliumnetworkpolicies", "cilium.io/v2", "CiliumNetworkPolicy", "shop"},
		"ciliumclusterwidenetworkpolicies": {"ciliumclusterwidenetworkpolicies", "cilium.io/v2", "CiliumClusterwideNetworkPolicy", ""},
		"ciliumcidrgroups":                 {"ciliumcidrgroups", "cilium.io/v2alpha1", "CiliumCIDRGroup", ""},
		"ciliumendpoints":                  {"ciliumendpoints", "cilium.io/v2", "CiliumEndpoint", "shop"},
		"ciliumendpointslices":             {"ciliumendpointslices", "cilium.io/v2alpha1", "CiliumEndpointSlice", ""},
		"ciliumidentities":                 {"ciliumidentities", "cilium.io/v2", "CiliumIdentity", ""},
		"ciliumnodes":                      {"ciliumnodes", "cilium.io/v2", "CiliumNode", ""},
		"ciliumnodeconfigs":                {"ciliumnodeconfigs", "cilium.io/v2alpha1", "CiliumNodeConfig", "kube-system"},
		"ciliumlocalredirectpolicies":      {"ciliumlocalredirectpolicies", "cilium.io/v2", "CiliumLocalRedirectPolicy", "shop"},
	} {
		for want, text := range []string{fmt.Sprintf("apiVersion: %s\nitems: null\nkind: %sList\nmetadata: {}\n", c.version, c.kind), typed(c.version, c.kind, c.namespace)} {
			g := open(t, packed(t, map[string]string{inside(c.file + "-" + stamp + ".yaml"): text}), nil, nil)
			if reading, err := reads(t, g).List(t.Context(), kube.ListArgs{Resource: resource}); err != nil || len(reading.Items) != want {
				t.Errorf("%s of %s: %d objects, %v, want %d", resource, c.file, len(reading.Items), err, want)
			}
		}
	}
}

// TestSomeObjectsOfASysdumpAreNoWholeList reads files that hold what Cilium is made of.
func TestSomeObjectsOfASysdumpAreNoWholeList(t *testing.T) {
	for file, c := range map[string]struct{ resource, version, kind string }{
		"cilium-daemonset":                {"daemonsets", "apps/v1", "DaemonSet"},
		"cilium-spire-agent-daemonset":    {"daemonsets", "apps/v1", "DaemonSet"},
		"cilium-operator-deployment":      {"deployments", "apps/v1", "Deployment"},
		"cilium-spire-server-statefulset": {"statefulsets", "apps/v1", "StatefulSet"},
		"hubble-relay-configmap":          {"configmaps", "v1", "ConfigMap"},
	} {
		single := fmt.Sprintf("apiVersion: %s\nkind: %s\nmetadata: {name: a, namespace: kube-system}\n", c.version, c.kind)
		for _, text := range []string{single, typed(c.version, c.kind, "kube-system")} {
			s := reads(t, open(t, packed(t, map[string]string{inside(file + "-" + stamp + ".yaml"): text}), nil, nil))
			if reading, err := s.Get(t.Context(), kube.GetArgs{Resource: c.resource, Namespace: "kube-system", Name: "a"}); err != nil || len(reading.Items) != 1 {
				t.Errorf("%s: %d objects, %v", file, len(reading.Items), err)
			}
			var failure *tool.Failure
			if _, err := s.Get(t.Context(), kube.GetArgs{Resource: c.resource, Namespace: "kube-system", Name: "azure-npm"}); !errors.As(err, &failure) || failure.Reason != evidence.NotInFiles {
				t.Errorf("%s: of another object it says %v", file, err)
			}
		}
	}
}

// TestWhatASysdumpHoldsMayBeNamedToo gives the list of all beside the part of it
// that a sysdump holds, as another program prints it.
func TestWhatASysdumpHoldsMayBeNamedToo(t *testing.T) {
	dump := packed(t, map[string]string{inside("cilium-daemonset-" + stamp + ".yaml"): typed("apps/v1", "DaemonSet", "kube-system")})
	all := given(t, "daemonsets.all.yaml", "apiVersion: v1\nitems:\n- {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a, namespace: kube-system, uid: x}}\nkind: List\n")
	s := reads(t, open(t, dump, nil, []string{all}))
	for name, want := range map[string]int{"a": 1, "azure-npm": 0} {
		if reading, err := s.Get(t.Context(), kube.GetArgs{Resource: "daemonsets", Namespace: "kube-system", Name: name}); err != nil || len(reading.Items) != want {
			t.Errorf("%s: %d objects, %v, want %d", name, len(reading.Items), err, want)
		}
	}
}

// TestLogsOfASysdumpAreRead gives the logs of one of two pods of CoreDNS.
func TestLogsOfASysdumpAreRead(t *testing.T) {
	line := func(before time.Duration, text string) string {
		return dumped.Add(-before).Format(time.RFC3339Nano) + " " + text + "\n"
	}
	pods := "apiVersion: v1\nitems:\n- metadata: {name: coredns-a, namespace: kube-system, labels: {k8s-app: kube-dns}}\n" +
		"- metadata: {name: coredns-b, namespace: kube-system, labels: {k8s-app: kube-dns}}\nkind: PodList\n"
	members := map[string]string{
		inside("k8s-pods-" + stamp + ".yaml"):                    pods,
		inside("logs-coredns-a-coredns-" + stamp + ".log"):       line(time.Hour, "old") + line(time.Minute, "[ERROR] plugin/errors: 2") + line(-time.Minute, "last"),
		inside("logs-coredns-a-coredns-" + stamp + "-prev.log"):  line(time.Second, "of the container before"),
		inside("logs-coredns-a-coredns-extra-" + stamp + ".log"): line(time.Second, "of another container"),
		inside("logs-cilium-x-cilium-agent-" + stamp + ".log"):   line(time.Second, "of another pod"),
	}
	g := open(t, packed(t, members), nil, nil)
	if _, err := g.Tools(time.Minute); err != nil {
		t.Fatal(err)
	}
	ask := kube.LogsArgs{Labels: "k8s-app=kube-dns", Container: "coredns"}
	reading, err := reads(t, g).Logs(t.Context(), ask)
	if err != nil || len(reading.Items) != 2 || !strings.Contains(string(reading.Items[0]), "plugin/errors: 2") || !strings.Contains(reading.Bound, "of 1 of 2 pods") {
		t.Errorf("%s of %s, %v", reading.Items, reading.Bound, err)
	}
	ask.Lines = 1
	if reading, err := reads(t, g).Logs(t.Context(), ask); err != nil || len(reading.Items) != 1 || !strings.Contains(string(reading.Items[0]), "last") {
		t.Errorf("the last line is %s, %v", reading.Items, err)
	}
	for name := range members {
		if strings.Contains(filepath.Base(name), "logs-coredns") {
			delete(members, name)
		}
	}
	var failure *tool.Failure
	if _, err := reads(t, open(t, packed(t, members), nil, nil)).Logs(t.Context(), ask); !errors.As(err, &failure) || failure.Reason != evidence.NotInFiles || !strings.Contains(failure.Needs, "--extra-label-selectors") {
		t.Errorf("without logs it says %v", err)
	}
}

// TestPagesHoldAllObjects walks through a list that is longer than a page.
func TestPagesHoldAllObjects(t *testing.T) {
	var items strings.Builder
	const most = 1203
	for i := range most {
		fmt.Fprintf(&items, "- metadata: {name: p%d, namespace: n%d, labels: {odd: \"%d\"}}\n", i, i%3, i%2)
	}
	s := reads(t, open(t, packed(t, map[string]string{inside("k8s-pods-" + stamp + ".yaml"): "apiVersion: v1\nitems:\n" + items.String() + "kind: PodList\n"}), nil, nil))
	for _, c := range []struct {
		ask  kube.ListArgs
		want int
	}{
		{kube.ListArgs{}, most}, {kube.ListArgs{Namespace: "n1"}, most / 3}, {kube.ListArgs{Labels: "odd=1"}, most / 2},
		{kube.ListArgs{Fields: "metadata.name=p7"}, 1}, {kube.ListArgs{Fields: "metadata.name!=p7"}, most - 1}, {kube.ListArgs{Fields: "metadata.name=p"}, 0},
		{kube.ListArgs{Limit: most}, most}, {kube.ListArgs{Namespace: "n9"}, 0},
	} {
		c.ask.Resource = "pods"
		reading, err := s.List(t.Context(), c.ask)
		seen := map[string]bool{}
		for _, item := range reading.Items {
			seen[string(item)] = true
		}
		if err != nil || len(reading.Items) != c.want || len(seen) != c.want {
			t.Errorf("%+v: %d objects, %d of them different, %v, want %d", c.ask, len(reading.Items), len(seen), err, c.want)
		}
	}
	if tally, err := s.List(t.Context(), kube.ListArgs{Resource: "pods", Count: true}); err != nil || !strings.Contains(string(tally.Items[0]), fmt.Sprint(most)) {
		t.Errorf("it counts %s, %v", tally.Items, err)
	}
}
