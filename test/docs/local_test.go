package docs

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/docs/command"
)

// TestLocalBlocksRun types what readers are told to type, in an empty folder,
// with the program on the path and no cluster. Blocks of one document share the
// folder, since one makes what the next reads.
func TestLocalBlocksRun(t *testing.T) {
	program, err := binary.Own(t.Context(), "cmd/netwhy")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Dir(program) + string(os.PathListSeparator) + os.Getenv("PATH")
	homes := map[string]string{}
	local, err := command.Marked(root, command.Local)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range local {
		if homes[b.File] == "" {
			homes[b.File] = t.TempDir()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		cmd := exec.CommandContext(ctx, "bash", "-e", "-u", "-o", "pipefail", "-c", b.Script)
		cmd.Dir = homes[b.File]
		cmd.Env = []string{"PATH=" + path, "HOME=" + homes[b.File]}
		out, err := cmd.CombinedOutput()
		cancel()
		if err != nil {
			t.Errorf("%s: %v\n%s\n%s", b, err, b.Script, tail(string(out)))
		}
	}
	if len(local) == 0 {
		t.Error("no document has a block that is run here")
	}
}

func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
