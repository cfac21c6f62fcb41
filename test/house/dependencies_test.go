package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryDependencyHasItsReason holds go.mod against docs/dependencies.md.
func TestEveryDependencyHasItsReason(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	reasons, found := read("docs/dependencies.md"), 0
	for _, line := range strings.Split(read("go.mod"), "\n") {
		words := strings.Fields(line)
		if len(words) < 2 || !strings.HasPrefix(words[1], "v") || strings.HasSuffix(line, "// indirect") {
			continue
		}
		if found++; !strings.Contains(reasons, words[0]) {
			t.Errorf("docs/dependencies.md does not say why %s is there", words[0])
		}
	}
	if found < 10 {
		t.Errorf("found only %d direct dependencies in go.mod", found)
	}
}
