package install

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/docs/command"
)

// reads runs what the documents tell an operator to run, in their order, in one folder.
func (w *world) reads(t *testing.T) {
	blocks, err := command.Marked("../..", command.Cluster)
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) == 0 {
		t.Fatal("the documents have nothing to run on a cluster")
	}
	dir := t.TempDir()
	for _, b := range blocks {
		cmd := exec.CommandContext(t.Context(), "bash", "-e", "-u", "-o", "pipefail", "-c", b.Script)
		cmd.Dir = dir
		for _, v := range w.Env() {
			if path, is := strings.CutPrefix(v, "PATH="); is {
				v = "PATH=" + filepath.Dir(w.netwhy) + string(os.PathListSeparator) + path
			}
			cmd.Env = append(cmd.Env, v)
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s\n%s", b, err, b.Script, out)
		}
	}
	t.Logf("%d blocks were run", len(blocks))
}
