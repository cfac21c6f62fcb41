package attack

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
)

// outside is what leads out of a folder, or breaks off what reads it.
var outside = []string{
	"..", "../..", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "..%5c..%5cetc%5cpasswd", "..\\..\\etc\\passwd",
	"%00", "x%00.html", "%c0%ae%c0%ae%c0%afetc%c0%afpasswd", "%ff%fe", "..;/..;/etc/passwd", "%2fetc%2fpasswd", "file:%2f%2f%2fetc%2fpasswd", strings.Repeat("A", 8000), strings.Repeat("%2e%2e%2f", 500),
	"-1", "0", "00001", "1e9", "9223372036854775807", "99999999999999999999", "0x1", "1%20OR%201=1", "'%20OR%20''='", "%27;DROP%20TABLE%20turn;--", "%22", "%0d%0aSet-Cookie:%20x=y", "*", "%25", "_", "1/../1",
}

var holes = regexp.MustCompile(`ID|DIGEST|TOKEN|turns/(1)|diff/(1)|export/(html|zip|md)|none\.js`)

func TestPathsLeadNowhereElse(t *testing.T) {
	for name, address := range map[string]string{"sqlite": file(t), "postgres": shared.Database(t)} {
		t.Run(name, func(t *testing.T) {
			w := begin(t, address, nil)
			at := w.ask(t, "ann", "web in shop cannot be reached")
			id := at[strings.LastIndex(at, "/")+1:]
			for _, r := range append(append([]route{}, reading...), changing...) {
				for _, hole := range holes.FindAllStringSubmatchIndex(r.path, -1) {
					begin, end := hole[0], hole[1]
					for group := 2; group+1 < len(hole); group += 2 {
						if hole[group] >= 0 {
							begin, end = hole[group], hole[group+1]
						}
					}
					for _, bad := range outside {
						path := strings.Replace(r.path[:begin], "ID", id, 1) + bad + strings.Replace(r.path[end:], "ID", id, 1)
						w.leadsNowhere(t, r.method, path)
					}
				}
			}
			for _, bad := range outside {
				for _, path := range []string{"/" + bad, "/assets/" + bad, "/assets/" + bad + ".js", "/api/" + bad, "/signin/" + bad, "/.well-known/" + bad, "/mcp/" + bad} {
					w.leadsNowhere(t, "GET", path)
				}
				for _, query := range []string{"/api/conversations?search=", "/api/conversations?after=", "/api/targets?namespace=", "/signin?to="} {
					w.leadsNowhere(t, "GET", query+strings.ReplaceAll(bad, "#", ""))
				}
			}
			for _, text := range []string{`"\u0000"`, `"\ud800"`, "\"\xff\xfe\"", `"'; DROP TABLE turn; --"`, `"\u202e\u0007"`} {
				for _, body := range []string{`{"question":` + text + `}`, `{"question":"web cannot be reached","namespace":` + text + `}`} {
					if a := w.send(t, "ann", "POST", "/api/conversations", strings.NewReader(body)); a.code >= 500 {
						t.Errorf("%q: got %d %s", body, a.code, a.body)
					}
				}
				if a := w.send(t, "ann", "PUT", at+"/turns/1/feedback", strings.NewReader(`{"up":true,"comment":`+text+`}`)); a.code >= 500 {
					t.Errorf("comment %q: got %d %s", text, a.code, a.body)
				}
			}
			if a := w.send(t, "ann", "GET", at, nil); a.code != http.StatusOK || !strings.Contains(a.body, `"state":"done"`) {
				t.Errorf("afterwards it is %d %.200s", a.code, a.body)
			}
			if log := w.log.String(); strings.Contains(log, "level=ERROR") {
				t.Errorf("the server logs %.2000s", log)
			}
		})
	}
}

func (w *world) leadsNowhere(t *testing.T, method, path string) {
	t.Helper()
	a, err := w.try(t, "ann", method, path, strings.NewReader("{}"))
	switch {
	case err != nil:
		t.Errorf("%s %.200s: %v", method, path, err)
	case a.code >= 500:
		t.Errorf("%s %.200s: got %d %s", method, path, a.code, a.body)
	case strings.Contains(a.body, "root:") || strings.Contains(strings.ToLower(a.body), "sql"):
		t.Errorf("%s %.200s: tells %.500s", method, path, a.body)
	case a.header.Get("Set-Cookie") != "" && !strings.HasPrefix(a.header.Get("Set-Cookie"), "__Host-netwhy="):
		t.Errorf("%s %.200s: sets %s", method, path, a.header.Get("Set-Cookie"))
	}
}

func TestAnothersIsNotThere(t *testing.T) {
	w := begin(t, file(t), nil)
	at := w.ask(t, "ann", "web in shop cannot be reached")
	var c store.Conversation
	if err := json.Unmarshal([]byte(w.send(t, "ann", "GET", at, nil).body), &c); err != nil {
		t.Fatal(err)
	}
	var r report.Report
	if err := json.Unmarshal(c.Turns[0].Report, &r); err != nil || len(r.Evidence) == 0 {
		t.Fatalf("the report is %s, %v", c.Turns[0].Report, err)
	}
	var kept string
	told := w.call(t, "ann", "investigate", map[string]any{"question": "web in shop cannot be reached"})
	if found := regexp.MustCompile(`"report":\s*"([0-9a-f]{16,})"`).FindStringSubmatch(told); found != nil {
		kept = found[1]
	} else {
		t.Fatalf("no report in %s", told)
	}
	fill := func(path, id string) string {
		return strings.NewReplacer("ID", id, "DIGEST", r.Evidence[0].Digest, "TOKEN", id).Replace(path)
	}
	none := strings.Repeat("A", len(c.ID))
	for _, way := range append(append([]route{}, reading...), changing...) {
		if !strings.Contains(way.path, "ID/") && !strings.HasSuffix(way.path, "s/ID") && !strings.Contains(way.path, "TOKEN") {
			continue
		}
		body := `{}`
		if strings.HasSuffix(way.path, "/turns") {
			body = `{"question":"why?"}`
		}
		got := w.send(t, "bob", way.method, fill(way.path, c.ID), strings.NewReader(body))
		want := w.send(t, "bob", way.method, fill(way.path, none), strings.NewReader(body))
		if got.code != http.StatusNotFound || got.code != want.code || got.body != want.body {
			t.Errorf("%s %s: got %d %s, and where nothing is %d %s", way.method, way.path, got.code, got.body, want.code, want.body)
		}
		if got := w.send(t, "", way.method, fill(way.path, c.ID), strings.NewReader(body)); got.code != http.StatusUnauthorized && got.code != http.StatusFound {
			t.Errorf("nobody, %s %s: got %d %s", way.method, way.path, got.code, got.body)
		}
	}
	for _, args := range []map[string]any{{"report": kept}, {"report": kept, "digest": r.Evidence[0].Digest}} {
		tool := "get_report"
		if len(args) == 2 {
			tool = "get_evidence"
		}
		got := w.call(t, "bob", tool, args)
		args["report"] = strings.Repeat("0", len(kept))
		if want := w.call(t, "bob", tool, args); strings.ReplaceAll(got, kept, "X") != strings.ReplaceAll(want, args["report"].(string), "X") || !strings.Contains(got, `"isError":true`) {
			t.Errorf("%s: got %s, and where nothing is %s", tool, got, want)
		}
	}
	uri := `{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"netwhy://reports/` + kept + `"}}`
	if mine := w.send(t, "ann", "POST", "/mcp", strings.NewReader(uri)); !strings.Contains(mine.body, `"contents"`) {
		t.Errorf("ann reads %s", mine.body)
	}
	if got := w.send(t, "bob", "POST", "/mcp", strings.NewReader(uri)); strings.Contains(got.body, `"contents"`) || !strings.Contains(got.body, `"error"`) {
		t.Errorf("bob reads %s", got.body)
	}
	if list := w.send(t, "bob", "GET", "/api/conversations?search=shop", nil); strings.TrimSpace(list.body) != "[]" {
		t.Errorf("bob finds %s", list.body)
	}
}
