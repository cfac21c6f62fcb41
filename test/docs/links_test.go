package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fenced = regexp.MustCompile("(?ms)^```.*?^```$")
	inline = regexp.MustCompile("`[^`\n]*`")
)

func TestLinksLeadSomewhere(t *testing.T) {
	for _, file := range documents(t) {
		text := read(t, file)
		for _, m := range link.FindAllStringSubmatch(inline.ReplaceAllString(fenced.ReplaceAllString(text, ""), ""), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			path, anchor, _ := strings.Cut(m[1], "#")
			target := file
			if path != "" {
				target = filepath.Join(filepath.Dir(file), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: link to %s: %v", file, m[1], err)
				continue
			}
			if anchor != "" && !anchors(read(t, target))[anchor] {
				t.Errorf("%s: link to %s: there is no such heading", file, m[1])
			}
		}
	}
}

// TestEveryDocumentIsInTheIndex holds that nothing is written that nobody finds.
func TestEveryDocumentIsInTheIndex(t *testing.T) {
	index := read(t, filepath.Join(root, "docs/README.md"))
	for _, file := range documents(t)[1:] {
		name, err := filepath.Rel(filepath.Join(root, "docs"), file)
		if err != nil {
			t.Fatal(err)
		}
		if name != "README.md" && !strings.Contains(index, "]("+filepath.ToSlash(name)+")") {
			t.Errorf("docs/README.md does not lead to %s", name)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var title = regexp.MustCompile(`(?m)^#{1,6} +(.+?)\s*$`)

// anchors are the headings of a page, as links name them.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range title.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		all[slug(m[1])] = true
	}
	return all
}

func slug(heading string) string {
	heading = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`).ReplaceAllString(heading, "$1")
	heading = strings.ToLower(strings.ReplaceAll(heading, "`", ""))
	heading = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(heading, "")
	return strings.ReplaceAll(heading, " ", "-")
}

func TestHeadingsAreNamedAsLinksDo(t *testing.T) {
	for heading, want := range map[string]string{
		"Backup and restore":          "backup-and-restore",
		"Microsoft Entra ID, on AKS":  "microsoft-entra-id-on-aks",
		"`netwhy` and [x](y.md) here": "netwhy-and-x-here",
	} {
		if got := slug(heading); got != want {
			t.Errorf("%s: %s, want %s", heading, got, want)
		}
	}
}
