package report_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"github.com/netwhy/netwhy/agent/report"
)

func FuzzRender(f *testing.F) {
	for _, seed := range []string{nasty, "", "a", "`", "|", `\`, `\|`, "```", "1.", "- x", "</style>", "]]>", "\r\n\v\f", "\u2028\ufffe\uffff", strings.Repeat("界", 90), "$AKS_RG $AKS_NAME", "http://\\|`x`<y>@z"} {
		f.Add(seed, 40)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		r := hostile(rooted(), text)
		o := report.Options{Width: width % 200, Verbose: width%2 == 0}
		if found := controls(write(t, "text", r, o)); len(found) > 0 {
			t.Errorf("text: control characters %q", found)
		}
		if found := controls(write(t, "html", r, o)); len(found) > 0 {
			t.Errorf("html: control characters %q", found)
		}
		md := string(write(t, "md", r, o))
		if found := controls([]byte(md)); len(found) > 0 {
			t.Errorf("md: control characters %q", found)
		}
		if prose := markdownProse(md); strings.ContainsAny(prose, "<@$") || strings.Contains(prose, "](") || strings.Contains(prose, "://") {
			t.Errorf("md: live text in %q", prose)
		}
		if !json.Valid(write(t, "json", r, o)) {
			t.Error("json: not valid")
		}
		decoder := xml.NewDecoder(strings.NewReader(string(write(t, "junit", r, o))))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("junit: %v", err)
			}
		}
		for _, n := range elements(parse(t, r)) {
			if n.Data == "script" || n.Data == "a" || n.Data == "img" {
				t.Errorf("html: hostile text made a %s element", n.Data)
			}
		}
		narrow := hostile(healthy(), text)
		for line := range strings.Lines(string(write(t, "text", narrow, report.Options{Width: 40}))) {
			if n := displaywidth.String(strings.TrimRight(line, "\n")); n > 40 {
				t.Errorf("text: a line has %d columns: %q", n, line)
			}
		}
	})
}
