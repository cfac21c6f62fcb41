package attack

import (
	"encoding/json"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
)

var (
	markup = regexp.MustCompile(`(?i)<(script|img|svg|iframe)|href="?javascript:`)
	plain  = regexp.MustCompile(`^netwhy-[0-9]{8}-[0-9]{6}\.(html|md|json|zip)$`)
	blocks = regexp.MustCompile("(?s)\n`{3,}[a-z]*\n.*?\n`{3,}\n")
	// line is one of the log: what was written by others is within quotes.
	line = regexp.MustCompile(`^time=[0-9T:.+Z-]+ level=[A-Z]+ msg=`)
)

const hostile = "web in shop cannot be reached <script>alert(0)</script><img src=x onerror=alert(1)> \u202e\u001b[31m\r\nSet-Cookie: x=y\ntime=2026-01-01T00:00:00Z level=ERROR msg=forged\n\nevent: end"

func TestNamesAreText(t *testing.T) {
	w := begin(t, file(t), nil)
	for _, question := range []string{hostile, "service <script>alert(6)</script> in shop cannot be reached", "service ```<script>alert(13)</script>``` in shop cannot be reached", "is the network of shop healthy?", "review the network policies of shop"} {
		at := w.ask(t, "ann", question)
		w.send(t, "ann", "PUT", at+"/turns/1/feedback", strings.NewReader(`{"up":false,"comment":"<script>alert(2)</script>\n\u001b[2J"}`))
		told := w.send(t, "ann", "GET", at, nil)
		var c store.Conversation
		if err := json.Unmarshal([]byte(told.body), &c); err != nil {
			t.Fatal(err)
		}
		var r report.Report
		if err := json.Unmarshal(c.Turns[0].Report, &r); err != nil {
			t.Fatal(err)
		}
		answers := map[string]answer{
			"conversation": told, "list": w.send(t, "ann", "GET", "/api/conversations?search=script", nil), "events": w.send(t, "ann", "GET", at+"/turns/1/events", nil),
			"targets": w.send(t, "ann", "GET", "/api/targets?namespace=shop", nil), "nowhere": w.send(t, "ann", "GET", "/api/%3Cscript%3Ealert(1)%3C/script%3E", nil),
			"refused": w.send(t, "ann", "POST", "/api/conversations", strings.NewReader(`{"<script>alert(1)</script>":1}`)),
		}
		for _, e := range r.Evidence {
			answers["evidence of "+e.Kind] = w.send(t, "ann", "GET", at+"/turns/1/evidence/"+e.Digest, nil)
		}
		for name, a := range answers {
			kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
			if err != nil || kind != "application/json" && kind != "text/event-stream" || a.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s is of type %q", name, a.header.Get("Content-Type"))
			}
			isText(t, name, a.body)
		}
		for _, format := range []string{"html", "md", "json", "zip"} {
			a := w.send(t, "ann", "GET", at+"/turns/1/export/"+format, nil)
			sort, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
			if a.code != http.StatusOK || err != nil || sort != "attachment" || !plain.MatchString(params["filename"]) {
				t.Errorf("%s: got %d as %q", format, a.code, a.header.Get("Content-Disposition"))
			}
			switch format {
			case "md": // a block of commands is text until its fence
				isText(t, format, blocks.ReplaceAllString(a.body, ""))
			case "html", "json":
				isText(t, format, a.body)
			}
		}
	}
	for _, a := range []answer{
		w.send(t, "", "GET", "/signin?to=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", nil), w.send(t, "", "GET", "/signin/callback?error=%3Cscript%3E&error_description=%0aforged&state=x", nil),
		w.send(t, "", "GET", "/%3Cscript%3Ealert(1)%3C/script%3E", nil), w.send(t, "ann", "GET", "/signin/%3Cscript%3E", nil),
	} {
		isText(t, "sign-in", strings.ReplaceAll(a.body, "<img src=\"/icon.svg\"", ""))
	}
	for _, text := range strings.Split(strings.TrimSuffix(w.log.String(), "\n"), "\n") {
		if text != "" && !line.MatchString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u202e' }) {
			t.Errorf("the log has the line %q", text)
		}
	}
}

// isText fails where something would be markup, or steer a terminal.
func isText(t *testing.T, name, text string) {
	t.Helper()
	if at := markup.FindStringIndex(text); at != nil {
		t.Errorf("%s has markup: %q", name, text[max(0, at[0]-100):min(len(text), at[1]+100)])
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }); i >= 0 {
		t.Errorf("%s has a control character: %q", name, text[max(0, i-60):min(len(text), i+20)])
	}
}
