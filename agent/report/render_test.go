package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
)

func TestWriteNamesTheChoices(t *testing.T) {
	err := report.Write(io.Discard, "pdf", healthy(), report.Options{})
	if err == nil || err.Error() != `cannot write a report as "pdf": choose text, md, html, json or junit` {
		t.Errorf("got %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteTellsAFailingWriter(t *testing.T) {
	for _, format := range report.Formats() {
		if err := report.Write(broken{}, format, rooted(), report.Options{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

func TestRenderersAreStable(t *testing.T) {
	for _, format := range report.Formats() {
		if !bytes.Equal(write(t, format, rooted(), report.Options{}), write(t, format, rooted(), report.Options{})) {
			t.Errorf("%s: two renderings differ", format)
		}
	}
}

func TestJSONReadsBackAsTheSameReport(t *testing.T) {
	text := write(t, "json", hostile(rooted(), "a\u202eb \x1b \u009b \U000e0041 <script>"), report.Options{})
	if found := controls(text); len(found) > 0 {
		t.Errorf("control characters %q", found)
	}
	var r report.Report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if r.Roots[0].Culprit.Name != "a\u202eb \x1b \u009b \U000e0041 <script>" {
		t.Errorf("got %q", r.Roots[0].Culprit.Name)
	}
	if again := write(t, "json", &r, report.Options{}); !bytes.Equal(again, text) {
		t.Error("reading and writing again changes the bytes")
	}
}

func TestJUnitCounts(t *testing.T) {
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Skipped  int `xml:"skipped,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Name    string    `xml:"name,attr"`
				Failure *struct{} `xml:"failure"`
				Skipped *struct {
					Message string `xml:"message,attr"`
				} `xml:"skipped"`
				Out string `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(write(t, "junit", rooted(), report.Options{}), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 12 || got.Failures != 4 || got.Skipped != 2 {
		t.Errorf("tests %d, failures %d, skipped %d", got.Tests, got.Failures, got.Skipped)
	}
	var names, unknown, risks []string
	for _, s := range got.Suites {
		names = append(names, s.Name)
		for _, c := range s.Cases {
			if c.Skipped != nil && strings.HasPrefix(c.Skipped.Message, "unknown: ") {
				unknown = append(unknown, c.Name)
			}
			if strings.HasPrefix(c.Out, "risk: ") && c.Failure == nil {
				risks = append(risks, c.Name)
			}
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"dns", "ingress", "mtls", "node", "service"}) {
		t.Errorf("suites %q", names)
	}
	if len(unknown) != 1 || len(risks) != 1 {
		t.Errorf("unknown %q, risks %q", unknown, risks)
	}
}

// Outside fences and code spans a hostile text must leave nothing that
// Markdown reads.
func TestMarkdownOfHostileTextIsText(t *testing.T) {
	md := string(write(t, "md", hostile(rooted(), nasty), report.Options{}))
	prose := markdownProse(md)
	for _, live := range []string{"<", "](", "://", "@", "www.", "\n1.", "$"} {
		if strings.Contains(prose, live) {
			t.Errorf("prose holds %q", live)
		}
	}
	for line := range strings.Lines(prose) {
		if bars := strings.Count(line, "|"); bars > 0 && bars != 5 {
			t.Errorf("a table row of %d bars: %q", bars, line)
		}
	}
	if n := len(regexp.MustCompile(`(?m)^#+ `).FindAllString(prose, -1)); n != strings.Count(prose, "\n#")+1 {
		t.Errorf("a heading that is none")
	}
}

// markdownProse is Markdown without fenced blocks, code spans and escapes.
func markdownProse(md string) string {
	ticks, code, escape := regexp.MustCompile("^`{3,}"), regexp.MustCompile("`[^`]*`"), regexp.MustCompile(`\\.`)
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(md) {
		switch start := ticks.FindString(line); {
		case fence == "" && start != "":
			fence = start
		case fence == "":
			b.WriteString(escape.ReplaceAllString(code.ReplaceAllString(line, "code"), ""))
		case strings.TrimRight(line, "\n") == fence:
			fence = ""
		}
	}
	return b.String()
}
