package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"golang.org/x/net/html"
)

func parse(t testing.TB, r *report.Report) *html.Node {
	t.Helper()
	page, err := html.Parse(bytes.NewReader(write(t, "html", r, report.Options{})))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// elements are the elements of a page with their attributes and text.
func elements(page *html.Node) (list []*html.Node) {
	for n := range page.Descendants() {
		if n.Type == html.ElementNode {
			list = append(list, n)
		}
	}
	return list
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestHTMLOfHostileTextIsText(t *testing.T) {
	known := map[string]bool{}
	for _, n := range elements(parse(t, rooted())) {
		known[n.Data] = true
	}
	for _, bad := range []string{"script", "a", "img", "iframe", "link", "form", "svg", "base"} {
		if known[bad] {
			t.Errorf("the page has a %s element", bad)
		}
	}
	page := parse(t, hostile(rooted(), nasty))
	for _, n := range elements(page) {
		if !known[n.Data] {
			t.Errorf("hostile text made a %s element", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" {
				t.Errorf("%s has an attribute %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	if text := content(page); !strings.Contains(text, "<script>alert(1)</script>") {
		t.Error("the hostile text is not shown as text")
	}
}

func TestHTMLPolicyAllowsItsOwnStyleOnly(t *testing.T) {
	var style, policy string
	for _, n := range elements(parse(t, rooted())) {
		if n.Data == "style" {
			style += content(n)
		}
		if attribute(n, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(n, "content")
		}
	}
	sum := sha256.Sum256([]byte(style))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	if policy != want {
		t.Errorf("policy %q\n  want %q", policy, want)
	}
	if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style loads something")
	}
}

func TestHTMLIsAccessible(t *testing.T) {
	for name, r := range examples() {
		level := 0
		for _, n := range elements(parse(t, r)) {
			switch {
			case n.Data == "html" && attribute(n, "lang") == "":
				t.Errorf("%s: no language", name)
			case n.Data == "th" && !slices.Contains([]string{"col", "row"}, attribute(n, "scope")):
				t.Errorf("%s: a table header without scope: %s", name, content(n))
			case len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6':
				if now := int(n.Data[1] - '0'); now > level+1 {
					t.Errorf("%s: heading %q jumps from level %d to %d", name, content(n), level, now)
				} else {
					level = now
				}
			}
		}
	}
}
