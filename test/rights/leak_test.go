package rights

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// secrets are what only namespace vault holds.
var secrets = []string{"zanzibar", "quokka", "marmot", "ocelot", "axolotl", "narwhal", "capybara", "pangolin", "manatee", "gecko", "armadillo", "walrus"}

// questions name nothing of vault.
var questions = []struct{ text, namespace string }{
	{"is the network of the cluster healthy?", ""},
	{"is the network of the cluster healthy?", "mine"},
	{"web cannot be reached", "mine"},
	{"mine/web: connection refused", ""},
	{"mine/web cannot be reached from other pods since the deploy", ""},
	{"DNS is broken", ""},
	{"DNS is broken", "mine"},
	{"review the network policies", ""},
	{"packets are lost between nodes", ""},
	{"which ingress does not work?", ""},
	{"we run out of IP addresses", ""},
	{"egress to example.com is blocked from mine/web", ""},
	{"everything is slow", ""},
}

// pairs name something of vault, and something alike that does not exist.
var pairs = []struct{ text, namespace, like string }{
	{"vault/zanzibar cannot be reached", "", "vaulx/zanzibar cannot be reached"},
	{"zanzibar cannot be reached", "", "zanzibax cannot be reached"},
	{"mine/web cannot reach vault/zanzibar", "", "mine/web cannot reach vaulx/zanzibar"},
	{"mine/web cannot reach zanzibar in namespace vault", "", "mine/web cannot reach zanzibar in namespace vaulx"},
	{"mine/web cannot reach zanzibar.vault.svc.cluster.local", "", "mine/web cannot reach zanzibar.vaulx.svc.cluster.local"},
	{"capybara.example answers 502", "", "capybarx.example answers 502"},
	{"is the network of namespace vault healthy?", "", "is the network of namespace vaulx healthy?"},
	{"is the network healthy?", "vault", "is the network healthy?"},
	{"who may call deployment vault/quokka?", "", "who may call deployment vaulx/quokka?"},
}

func TestNothingIsToldOfAnotherNamespace(t *testing.T) {
	w := begin(t)
	dev, root := w.as(t, "dev"), w.as(t, "root")
	for _, q := range questions {
		for _, u := range []*user{dev, root} {
			u.ask(t, q.text, q.namespace)
		}
	}
	for _, u := range []*user{dev, root} {
		u.send(t, http.MethodGet, "/api/targets", nil)
		u.send(t, http.MethodGet, "/api/targets?namespace=vault", nil)
		u.send(t, http.MethodGet, "/api/targets?namespace=mine", nil)
		u.call(t, "investigate", map[string]any{"question": "is the network of the cluster healthy?"})
		u.call(t, "run_checks", map[string]any{"checks": []string{"service.selector-matches"}, "kind": "cluster"})
		for _, resource := range []string{"pods", "services", "namespaces", "deployments", "networkpolicies", "ingresses", "endpointslices", "events", "configmaps"} {
			for _, namespace := range []string{"", "vault"} {
				u.call(t, "kubectl_list", map[string]any{"resource": resource, "namespace": namespace})
			}
			u.call(t, "kubectl_list", map[string]any{"resource": resource, "namespace": "mine", "fields": "metadata.namespace=vault"})
		}
		u.call(t, "kubectl_list", map[string]any{"resource": "pods", "namespace": "mine", "count": true})
		u.call(t, "kubectl_get", map[string]any{"resource": "namespaces", "name": "vault"})
		u.call(t, "kubectl_events", map[string]any{})
		u.call(t, "kubectl_events", map[string]any{"namespace": "vault"})
		u.call(t, "kubectl_logs", map[string]any{"labels": "k8s-app=kube-dns"})
		u.call(t, "explain_path", map[string]any{"from": "mine/web", "to": "internet"})
	}
	for _, secret := range secrets {
		if strings.Contains(dev.told.String(), secret) {
			t.Errorf("it is told of %s: %s", secret, around(dev.told.String(), secret))
		}
		if !strings.Contains(root.told.String(), secret) {
			t.Logf("an administrator is not told of %s either", secret)
		}
	}
	// Who may see all is told: so there was something to tell.
	for _, told := range []string{"zanzibar", "quokka", "walrus", "axolotl", "armadillo", "capybara"} {
		if !strings.Contains(root.told.String(), told) {
			t.Errorf("an administrator is not told of %s", told)
		}
	}
	if !strings.Contains(dev.told.String(), "service.selector-matches") || !strings.Contains(dev.told.String(), `"status":"fault"`) {
		t.Error("what may be seen is not found")
	}
}

// around is what stands about a word.
func around(text, word string) string {
	i := strings.Index(text, word)
	return text[max(0, i-200):min(len(text), i+100)]
}

func TestWhatExistsIsNotToldFromWhatDoesNot(t *testing.T) {
	w := begin(t)
	dev, root := w.as(t, "dev"), w.as(t, "root")
	differs := 0
	for _, p := range pairs {
		like := "vaulx"
		if p.namespace == "" {
			like = ""
		}
		if got, want := plain(dev.ask(t, p.text, p.namespace)), plain(dev.ask(t, p.like, like)); got != want {
			t.Errorf("%q: what exists is told from what does not:\n%s", p.text, parted(got, want))
		}
		if plain(root.ask(t, p.text, p.namespace)) != plain(root.ask(t, p.like, like)) {
			differs++
		}
	}
	if differs < len(pairs)/2 {
		t.Errorf("an administrator is told of a difference in %d of %d only", differs, len(pairs))
	}
	for _, c := range []struct {
		tool string
		args map[string]any
	}{
		{"kubectl_list", map[string]any{"resource": "pods", "namespace": "vault"}},
		{"kubectl_get", map[string]any{"resource": "services", "namespace": "vault", "name": "zanzibar"}},
		{"kubectl_get", map[string]any{"resource": "namespaces", "name": "vault"}},
		{"kubectl_events", map[string]any{"namespace": "vault"}},
		{"explain_path", map[string]any{"from": "mine/web", "to": "vault/zanzibar:80"}},
		{"explain_path", map[string]any{"from": "vault/quokka", "to": "mine/web:80"}},
		{"run_checks", map[string]any{"checks": []string{"service.selector-matches"}, "kind": "service", "namespace": "vault", "name": "zanzibar"}},
		{"investigate", map[string]any{"question": "is the network of namespace vault healthy?"}},
	} {
		text, err := json.Marshal(c.args)
		if err != nil {
			t.Fatal(err)
		}
		var like map[string]any
		if err := json.Unmarshal([]byte(strings.NewReplacer("vault", "vaulx").Replace(string(text))), &like); err != nil {
			t.Fatal(err)
		}
		if got, want := plain(dev.call(t, c.tool, c.args)), plain(dev.call(t, c.tool, like)); got != want {
			t.Errorf("%s %v: what exists is told from what does not:\n%s", c.tool, c.args, parted(got, want))
		}
	}
}

// varying is what differs from one time to the next.
var varying = regexp.MustCompile(`[0-9a-f]{32,64}|[0-9a-f]{12}|\d{4}-\d\d-\d\dT[0-9:.]+Z|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?|"(id|digest|report|time|asked|ended|created|updated|bundleSize|done)":("[^"]*"|\d+)|\d+(\.\d+)?(ms|µs|s)\b`)

// counting are steps that tell how far a reading is: how many are kept is a matter
// of time.
var counting = regexp.MustCompile(`id: \d+\nevent: step\ndata: [^\n]*"step":"gathering[^\n]*\n\n`)

// numbers are those of the steps.
var numbers = regexp.MustCompile(`id: \d+\n|"number":\d+,|"events":\d+`)

// plain is an answer without what varies, and with the names that were asked for
// written alike.
func plain(text string) string {
	text = strings.NewReplacer("vaulx", "vault", "zanzibax", "zanzibar", "capybarx", "capybara").Replace(text)
	return varying.ReplaceAllString(numbers.ReplaceAllString(counting.ReplaceAllString(text, ""), ""), "-")
}

// parted is where two answers part.
func parted(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, min(len(s), i-150)):min(len(s), i+200)] }
	return cut(a) + "\n--- or ---\n" + cut(b)
}
