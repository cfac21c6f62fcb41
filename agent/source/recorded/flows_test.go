package recorded_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"sigs.k8s.io/yaml"
)

var dumped = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const stamp = "20260102-030405"

// drop is a packet that policies of payments dropped, as Hubble prints it.
func drop(id, node string, before time.Duration) string {
	return fmt.Sprintf(`{"flow":{"time":%q,"uuid":%q,"verdict":"DROPPED","drop_reason":133,"drop_reason_desc":"POLICY_DENIED","event_type":{"type":1,"sub_type":133},`+
		`"IP":{"source":"10.244.0.13","destination":"10.244.1.14","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":41000,"destination_port":8080,"flags":{"SYN":true}}},`+
		`"source":{"namespace":"shop","pod_name":"web-7c9d8f6b5-0","workloads":[{"name":"web","kind":"Deployment"}]},`+
		`"destination":{"namespace":"payments","pod_name":"api-7c9d8f6b5-1","workloads":[{"name":"api","kind":"Deployment"}]},`+
		`"traffic_direction":"INGRESS","Type":"L3_L4","node_name":"default/%s"},"node_name":"default/%s","time":%q}`,
		dumped.Add(-before).Format(time.RFC3339Nano), id, node, node, dumped.Add(-before).Format(time.RFC3339Nano)) + "\n"
}

const deny = `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: closed, namespace: payments}, spec: {podSelector: {}, policyTypes: [Ingress]}}`

// denied are the objects of a healthy cluster, and a policy that denies.
func denied(t *testing.T) objects {
	t.Helper()
	_, all := recording(t, "healthy")
	var policy map[string]any
	if err := yaml.Unmarshal([]byte(deny), &policy); err != nil {
		t.Fatal(err)
	}
	all["networkpolicies"].Items = append(all["networkpolicies"].Items, policy)
	cilium := map[string]any{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": map[string]any{"name": "cilium", "namespace": "kube-system"}}
	config := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "cilium-config", "namespace": "kube-system"}, "data": map[string]any{"enable-policy": "default"}}
	all["daemonsets"].Items, all["configmaps"].Items = append(all["daemonsets"].Items, cilium), append(all["configmaps"].Items, config)
	return all
}

const asked = "pods in shop cannot reach payments"

func TestAPolicyThatDeniesIsProvedByFlows(t *testing.T) {
	flows := given(t, "flows.jsonl", drop("a", "node-b", time.Second)+drop("a", "node-b", time.Second)+drop("b", "node-a", 0))
	b, r := ask(t, asked, "", open(t, "", []string{flows}, []string{denied(t).folder(t)}))
	if want := []string{"policy.default-deny-ingress NetworkPolicy payments/closed"}; r.Status != report.Faulty || !slices.Equal(roots(r), want) {
		t.Errorf("status is %s, root causes are %q, want %q", r.Status, roots(r), want)
	}
	if !b.Manifest.Recorded.Equal(dumped) {
		t.Errorf("the report is of %s, and the newest flow of %s", b.Manifest.Recorded, dumped)
	}
	seen, view := flowsOf(t, b.Snapshot())
	if seen != 2 {
		t.Errorf("%d flows, want 2: one is there twice", seen)
	}
	if why := view.Blind(); !strings.Contains(why, "than the files hold") {
		t.Errorf("that the silence of a file that may be filtered proves nothing, it says as %q", why)
	}
}

func flowsOf(t *testing.T, s *evidence.Snapshot) (n int, view *hubble.View) {
	t.Helper()
	for _, r := range s.Records() {
		if r.Kind != evidence.CallFlows.Name {
			continue
		}
		entry, _ := s.Find(evidence.CallFlows.Meta, r.Subject)
		flows, v := hubble.Apart(evidence.CallFlows.Of(reader{entry}))
		for _, f := range flows {
			n += f.Count
		}
		view = v
	}
	return n, view
}

type reader struct{ entry *evidence.Entry }

func (r reader) Read(*evidence.Meta) *evidence.Entry { return r.entry }

// sysdump are the members of one, of the resources that one holds.
func (all objects) sysdump(t *testing.T, flows map[string]string) map[string]string {
	t.Helper()
	dump := map[string]string{}
	put := func(name string, v any) {
		text, err := yaml.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		dump["cilium-sysdump-"+stamp+"/"+name+"-"+stamp+".yaml"] = string(text)
	}
	for _, plural := range []string{"nodes", "pods", "namespaces", "services", "networkpolicies", "endpointslices"} {
		if l := all[plural]; l != nil {
			put("k8s-"+plural, l)
		}
	}
	for plural, kind := range map[string]string{"configmaps": "cilium-configmap", "daemonsets": "cilium-daemonset"} {
		for _, o := range all[plural].Items {
			if strings.HasPrefix(identity(o), "kube-system/cilium") {
				put(kind, o)
			}
		}
	}
	for pod, text := range flows {
		dump["cilium-sysdump-"+stamp+"/hubble-flows-"+pod+"-"+stamp+".json"] = text
	}
	return dump
}

func TestASysdumpIsAskedPackedAndUnpacked(t *testing.T) {
	members := denied(t).sysdump(t, map[string]string{"cilium-1": drop("a", "node-b", time.Second), "cilium-2": drop("b", "node-a", 0)})
	folder := t.TempDir()
	for name, text := range members {
		at := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{packed(t, members), folder} {
		b, r := ask(t, asked, "", open(t, path, nil, nil))
		if n, _ := flowsOf(t, b.Snapshot()); n != 2 || !b.Manifest.Recorded.Equal(dumped) {
			t.Errorf("%s: %d flows of %s", path, n, b.Manifest.Recorded)
		}
		if !slices.ContainsFunc(b.Gaps, func(g evidence.Gap) bool {
			return g.Kind == evidence.Deployments.Name && g.Reason == evidence.NotInFiles
		}) {
			t.Errorf("%s: Deployments are in no sysdump, and the gaps are %v", path, b.Gaps)
		}
		if r.Status == report.Healthy {
			t.Errorf("%s: a report without half of the evidence is healthy", path)
		}
	}
}

// TestWhatSilenceProves reads what the flows of a sysdump bound.
func TestWhatSilenceProves(t *testing.T) {
	whole := drop("a", "node-a", 3*time.Minute) + drop("b", "node-a", 0)
	other := drop("c", "node-b", 3*time.Minute) + drop("d", "node-b", time.Second)
	for _, c := range []struct {
		says  string
		flows map[string]string
		blind string
	}{
		{"all nodes", map[string]string{"1": whole, "2": other}, ""},
		{"a node without a file", map[string]string{"1": whole}, "node-b"},
		{"a file that ends early", map[string]string{"1": whole, "2": drop("c", "node-b", 3*time.Minute) + drop("d", "node-b", time.Minute)}, "node-b"},
		{"a ring that is short", map[string]string{"1": whole, "2": drop("c", "node-b", time.Minute) + drop("d", "node-b", 0)}, "reach back"},
		{"events that were lost", map[string]string{"1": whole, "2": other + `{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":7},"node_name":"default/node-b"}` + "\n"}, "lost 7"},
		{"a node that was not available", map[string]string{"1": whole + `{"node_status":{"state_change":"NODE_UNAVAILABLE","node_names":["default/node-b"]}}` + "\n", "2": other}, "node-b"},
		{"a file that was cut off", map[string]string{"1": whole, "2": other + `{"flow":{"time":`}, "more flows"},
	} {
		all := denied(t)
		all["nodes"].Items = slices.DeleteFunc(all["nodes"].Items, func(o map[string]any) bool { return strings.HasSuffix(identity(o), "/node-c") })
		b, _ := ask(t, asked, "", open(t, packed(t, all.sysdump(t, c.flows)), nil, nil))
		_, view := flowsOf(t, b.Snapshot())
		if got := view.Blind(); strings.Contains(got, "relay") || (got == "") != (c.blind == "") || !strings.Contains(got, c.blind) {
			t.Errorf("%s: silence proves nothing since %q, want %q (nodes %v)", c.says, got, c.blind, slices.Sorted(maps.Keys(c.flows)))
		}
	}
}

func TestFlowsThatCannotBeReadAreAnError(t *testing.T) {
	for _, text := range []string{"{\"flow\":{\"time\":\n", "hello\n", strings.Repeat("x", 2<<20), "{\"flow\":" + strings.Repeat(`{"source":`, 20000)} {
		g, err := recorded.Open("", []string{given(t, "flows.jsonl", text)}, nil)
		if err == nil {
			_, err = g.Tools(time.Minute)
		}
		if err == nil || !strings.Contains(err.Error(), "flows.jsonl: line 1") {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}
