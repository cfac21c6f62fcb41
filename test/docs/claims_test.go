package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	span   = regexp.MustCompile("`([^`\n]+)`")
	folder = regexp.MustCompile(`^(?:agent|charts|checks|cmd|nodeprobe|prompts|test)(?:/[\w.-]+)*$`)
	proof  = regexp.MustCompile(`^(?:Test|Fuzz)[A-Z]\w+$`)
)

// TestWhatIsShownByATestIs holds that the tests which the threat model names are
// there, each in the folder that stands before it.
func TestWhatIsShownByATestIs(t *testing.T) {
	checked := 0
	for line := range strings.SplitSeq(read(t, filepath.Join(root, "docs/security.md")), "\n") {
		where := ""
		for _, m := range span.FindAllStringSubmatch(line, -1) {
			switch {
			case folder.MatchString(m[1]):
				where = filepath.Join(root, m[1])
				if _, err := os.Stat(where); err != nil {
					t.Errorf("%s: %v", m[1], err)
				}
			case proof.MatchString(m[1]):
				checked++
				if !declares(t, where, m[1]) {
					t.Errorf("there is no %s in %s", m[1], where)
				}
			}
		}
	}
	if checked < 15 {
		t.Errorf("docs/security.md names only %d tests", checked)
	}
}

func declares(t *testing.T, where, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(where, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.Contains(read(t, file), "func "+test+"(") {
			return true
		}
	}
	return false
}
