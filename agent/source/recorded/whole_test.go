package recorded_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	policyShop  = "- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a, namespace: shop}}\n"
	policyOther = "- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: b, namespace: payments}}\n"
	end         = "kind: List\nmetadata: {resourceVersion: \"\"}\n"
)

// given makes one file of objects.
func given(t *testing.T, name, text string) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestAListIsAnsweredOnlyWhereItIsWhole asks for the policies of a namespace: how
// many there are, or -1 where that is a gap.
func TestAListIsAnsweredOnlyWhereItIsWhole(t *testing.T) {
	items := "apiVersion: v1\nitems:\n"
	for _, c := range []struct {
		says, name, text              string
		shop, payments, empty, within int
	}{
		{"of several namespaces", "x.yaml", items + policyShop + policyOther + end, 1, 1, 0, 2},
		{"of one namespace", "x.yaml", items + policyShop + end, 1, -1, -1, -1},
		{"of one namespace, named after the resource", "networkpolicies.yaml", items + policyShop + end, 1, -1, -1, -1},
		{"of one namespace, by its name of all", "networkpolicies.all.yaml", items + policyShop + end, 1, 0, 0, 1},
		{"empty", "x.yaml", "apiVersion: v1\nitems: []\n" + end, -1, -1, -1, -1},
		{"empty, named after the resource", "networkpolicies.yaml", "apiVersion: v1\nitems: []\n" + end, -1, -1, -1, -1},
		{"empty, of one namespace", "networkpolicies.payments.yaml", "apiVersion: v1\nitems: []\n" + end, -1, 0, -1, -1},
		{"empty, of all", "networkpolicies.all.yaml", "apiVersion: v1\nitems: []\n" + end, 0, 0, 0, 0},
		{"a single object", "x.yaml", policyShop[2:], -1, -1, -1, -1},
		{"several single objects", "x.yaml", policyShop[2:] + "---\n" + policyOther[2:], -1, -1, -1, -1},
		{"the first page of several", "x.yaml", items + policyShop + policyOther + "kind: List\nmetadata: {continue: abc}\n", -1, -1, -1, -1},
		{"of another dialect", "x.yaml", strings.ReplaceAll(items+policyShop+policyOther+end, "networking.k8s.io", "crd.projectcalico.org"), -1, -1, -1, -1},
		{"of another kind, named after the resource", "networkpolicies.all.yaml", items + "- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}\n" + end, -1, -1, -1, -1},
		{"JSON", "x.json", `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a","namespace":"shop"}},{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"b","namespace":"payments"}}]}`, 1, 1, 0, 2},
	} {
		g := open(t, "", nil, []string{given(t, c.name, c.text)})
		for namespace, want := range map[string]int{"shop": c.shop, "payments": c.payments, "empty": c.empty, "": c.within} {
			if got := count(t, g, namespace); got != want {
				t.Errorf("%s: %d policies of namespace %q, want %d", c.says, got, namespace, want)
			}
		}
	}
}

func count(t *testing.T, g *recorded.Given, namespace string) int {
	t.Helper()
	source, err := kube.Recorded(g.Objects)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := source.List(t.Context(), kube.ListArgs{Resource: "networkpolicies", Namespace: namespace})
	var failure *tool.Failure
	if errors.As(err, &failure) && failure.Reason == evidence.NotInFiles {
		return -1
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(reading.Items)
}

func TestASingleObjectSpeaksOfItself(t *testing.T) {
	source, err := kube.Recorded(open(t, "", nil, []string{given(t, "x.yaml", policyShop[2:])}).Objects)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := source.Get(t.Context(), kube.GetArgs{Resource: "networkpolicies", Namespace: "shop", Name: "a"})
	if err != nil || len(reading.Items) != 1 {
		t.Errorf("got %v, %v", reading, err)
	}
	var failure *tool.Failure
	if _, err := source.Get(t.Context(), kube.GetArgs{Resource: "networkpolicies", Namespace: "shop", Name: "b"}); !errors.As(err, &failure) || failure.Reason != evidence.NotInFiles {
		t.Errorf("of another it says %v", err)
	}
}

func TestOnlyTheListOfAPIsProvesThatOneIsNotInstalled(t *testing.T) {
	at := filepath.Join(t.TempDir(), "api-versions.txt")
	if err := os.WriteFile(at, []byte("apps/v1\ngateway.networking.k8s.io/v1\nv1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := kube.Recorded(open(t, "", nil, []string{at}).Objects)
	if err != nil {
		t.Fatal(err)
	}
	for resource, want := range map[string]evidence.Reason{
		"ciliumnetworkpolicies": evidence.NotInstalled, "adminnetworkpolicies": evidence.NotInstalled,
		"gateways": evidence.NotInFiles, "pods": evidence.NotInFiles, "referencegrants": evidence.NotInFiles,
	} {
		var failure *tool.Failure
		if _, err := source.List(t.Context(), kube.ListArgs{Resource: resource}); !errors.As(err, &failure) || failure.Reason != want {
			t.Errorf("%s: %v, want %s", resource, err, want)
		}
	}
	if _, err := recorded.Open("", nil, []string{given(t, "api-versions.txt", "apps/v1\ngateway.netw")}); err == nil || !strings.Contains(err.Error(), "does not end in v1") {
		t.Errorf("of a list that was cut off it says %v", err)
	}
}

func TestSecretsAreNeverKept(t *testing.T) {
	for name, text := range map[string]string{
		"x.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ndata: : not even YAML\n",
		"y.yaml": "apiVersion: v1\nitems:\n- apiVersion: v1\n  data: : not even YAML\n  kind: Secret\n- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}\nkind: List\n",
		"z.json": `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"shop"},"data":{"a":"aGVsbG8="}}`,
	} {
		g := open(t, "", nil, []string{given(t, name, text)})
		if g.Objects.Holds("aGVsbG8") || g.Objects.Holds("not even") {
			t.Errorf("%s: a Secret was kept", name)
		}
	}
}

func TestPackedFilesAreRead(t *testing.T) {
	at := filepath.Join(t.TempDir(), "networkpolicies.all.yaml.gz")
	file, err := os.Create(at)
	if err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(file)
	if _, err := w.Write([]byte("apiVersion: v1\nitems:\n" + policyShop + end)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	if got := count(t, open(t, "", nil, []string{at}), "payments"); got != 0 {
		t.Errorf("%d policies, want 0", got)
	}
}

// TestPodsOfFilesAreToldByNode reads what a review of many nodes asks for: a table.
func TestPodsOfFilesAreToldByNode(t *testing.T) {
	pods := "apiVersion: v1\nitems:\n"
	for _, p := range [][4]string{{"cilium-1", "kube-system", "cilium", "Running"}, {"web-1", "shop", "web", "Succeeded"}, {"web-2", "shop", "web", "Running"}} {
		pods += "- {apiVersion: v1, kind: Pod, metadata: {name: " + p[0] + ", namespace: " + p[1] + ", labels: {k8s-app: " + p[2] + "}}, spec: {nodeName: a}, status: {phase: " + p[3] + "}}\n"
	}
	objects := open(t, "", nil, []string{given(t, "pods.all.yaml", pods+end)}).Objects
	source, err := kube.Recorded(objects)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://files/api/v1/pods?fieldSelector=status.phase%21%3DSucceeded&limit=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
	answer, err := objects.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	var table metav1.Table
	if err := errors.Join(json.NewDecoder(answer.Body).Decode(&table), answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 1 || !slices.Equal(table.Rows[0].Cells, []any{"cilium-1", "a"}) || table.Continue == "" {
		t.Errorf("the table holds %v, and goes on at %q", table.Rows, table.Continue)
	}
	q := evidence.AllNodesPods.Query
	reading, err := source.List(t.Context(), kube.ListArgs{Resource: q.Resource, Labels: q.Labels, ByNode: q.ByNode})
	if err != nil || len(reading.Items) != 1 || !strings.Contains(string(reading.Items[0]), `"name":"cilium-1"`) || !strings.HasSuffix(string(reading.Items[0]), `"holds":2}`) {
		t.Errorf("got %s, %v", reading.Items, err)
	}
	if source, err = kube.Recorded(open(t, "", nil, []string{given(t, "x.yaml", policyShop[2:])}).Objects); err != nil {
		t.Fatal(err)
	}
	var failure *tool.Failure
	if _, err = source.List(t.Context(), kube.ListArgs{Resource: q.Resource, Labels: q.Labels, ByNode: q.ByNode}); !errors.As(err, &failure) || failure.Reason != evidence.NotInFiles {
		t.Errorf("without pods it says %v", err)
	}
}
