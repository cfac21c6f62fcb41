package attack

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What a user writes names what is asked of the cluster, and nothing else is called.
func TestNoFieldMakesItCallElsewhere(t *testing.T) {
	w := begin(t, file(t), nil)
	c := w.canary
	targets := []string{
		"http://" + c.http + "/x", c.http, "//" + c.http, "canary.evil.example", "secret.evil.example:80", "http://169.254.169.254/metadata/instance?api-version=2021-02-01",
		"169.254.169.254", "metadata.google.internal", "168.63.129.16", "[::ffff:169.254.169.254]", "0251.0376.0251.0376", "2852039166", "localhost", "file:///etc/passwd",
		"gopher://" + c.http, "a.cluster.local.evil.example", "cluster.local@" + c.http, "${jndi:ldap://" + c.http + "/x}", "$(curl " + c.http + ")", "`curl " + c.http + "`",
	}
	for _, to := range targets {
		at := w.ask(t, "ann", "web in shop cannot reach "+to)
		w.ask(t, "ann", "DNS is broken for "+to)
		for _, path := range []string{
			"/api/targets?namespace=" + escaped(to), "/api/conversations?search=" + escaped(to), "/api/conversations?after=" + escaped(to), "/api/shared/" + escaped(to),
			at + "/turns/1/evidence/" + escaped(to), at + "/turns/1/export/" + escaped(to), at + "/turns/1/diff/" + escaped(to), "/signin?to=" + escaped(to), "/signin/callback?iss=" + escaped(to) + "&code=" + escaped(to) + "&state=x",
		} {
			if a := w.send(t, "ann", "GET", path, nil); a.code >= http.StatusInternalServerError || strings.Contains(a.header.Get("Location"), "//") {
				t.Errorf("%s: got %d, to %q", path, a.code, a.header.Get("Location"))
			}
		}
		w.send(t, "ann", "POST", "/api/conversations", strings.NewReader(`{"question":"web cannot be reached","namespace":"`+strings.ReplaceAll(to, `"`, "")[:min(len(to), 60)]+`"}`))
		for name, args := range map[string]map[string]any{
			"investigate":    {"question": "web in shop cannot reach " + to, "namespace": to},
			"run_checks":     {"checks": []string{"service.selector-matches", to}, "kind": "service", "namespace": to, "name": to},
			"list_checks":    {"area": to},
			"get_report":     {"report": to},
			"get_evidence":   {"report": to, "digest": to},
			"explain_path":   {"from": "shop/web", "to": to},
			"kubectl_get":    {"resource": "services", "namespace": to, "name": to},
			"kubectl_list":   {"resource": "pods", "namespace": to, "labels": to, "fields": "metadata.name=" + to},
			"kubectl_events": {"namespace": to, "fields": to},
			"kubectl_logs":   {"labels": to, "container": to},
			"hubble_flows":   {"namespace": to, "name": to, "peer": to},
			"cilium_status":  {"node": to},
			"node_counters":  {"node": to},
			"dns_lookup":     {"name": to},
		} {
			w.call(t, "ann", name, args)
		}
	}
	called, names, resolved := c.heard()
	if called > 0 {
		t.Errorf("the canary was called %d times", called)
	}
	if len(resolved) > 0 {
		t.Errorf("the machine's resolver was asked: %v", resolved)
	}
	for _, name := range names {
		if !strings.HasSuffix(name, ".cluster.local.") {
			t.Errorf("the cluster's DNS was asked for %s", name)
		}
	}
	// It does ask where it should.
	w.call(t, "ann", "dns_lookup", map[string]any{"name": "web.shop.svc.cluster.local"})
	if _, names, _ := c.heard(); len(names) == 0 {
		t.Error("the cluster's DNS is never asked, so nothing was shown")
	}
}

// escaped writes each byte of a part of a path as a number.
func escaped(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		fmt.Fprintf(&out, "%%%02X", b)
	}
	return out.String()
}

func TestPagesOfElsewhereChangeNothing(t *testing.T) {
	w := begin(t, file(t), nil)
	at := w.ask(t, "ann", "web in shop cannot be reached")
	id := at[strings.LastIndex(at, "/")+1:]
	kinds := []string{"application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""}
	for name, headers := range map[string][]string{
		"cross-site": {"Sec-Fetch-Site", "cross-site"}, "same-site": {"Sec-Fetch-Site", "same-site"}, "another origin": {"Origin", "https://evil.example"},
		"a sandbox": {"Origin", "null"}, "another port": {"Origin", "http://127.0.0.1:1"}, "the name as a part": {"Origin", w.at + ".evil.example"},
		"an image's": {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, "a form's": {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", "https://evil.example"},
	} {
		for _, r := range changing {
			for _, kind := range kinds {
				path := strings.Replace(r.path, "ID", id, 1)
				a := w.send(t, "ann", r.method, path, strings.NewReader(`{"question":"x"}`), append([]string{"Content-Type", kind}, headers...)...)
				if a.code != http.StatusForbidden {
					t.Errorf("%s, %s %s as %q: got %d %s", name, r.method, path, kind, a.code, a.body)
				}
				if a.header.Get("Set-Cookie") != "" || a.header.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%s, %s %s: got %v", name, r.method, path, a.header)
				}
			}
		}
	}
	for _, r := range changing { // a way in that is asked for first is not opened
		path := strings.Replace(r.path, "ID", id, 1)
		a := w.send(t, "", "OPTIONS", path, nil, "Origin", "https://evil.example", "Access-Control-Request-Method", r.method)
		if len(a.header.Values("Access-Control-Allow-Origin"))+len(a.header.Values("Access-Control-Allow-Methods")) > 0 {
			t.Errorf("OPTIONS %s: got %v", path, a.header)
		}
	}
	if a := w.send(t, "ann", "GET", at, nil); a.code != http.StatusOK || strings.Contains(a.body, `"shared"`) || strings.Contains(a.body, `"number":2`) {
		t.Errorf("something was changed: %d %.500s", a.code, a.body)
	}
	if a := w.send(t, "ann", "PUT", at+"/share", nil, "Sec-Fetch-Site", "same-origin", "Origin", w.at); a.code != http.StatusOK {
		t.Errorf("its own page got %d %s", a.code, a.body)
	}
}
