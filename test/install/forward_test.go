package install

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var forwarding = regexp.MustCompile(`Forwarding from 127\.0\.0\.1:(\d+)`)

// forward leads a port of this machine to one of the agent's pod, as operators do,
// until the end of the test or until it is ended.
func (w *world) forward(t *testing.T, local, port string) (at string, end func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(w.Dir(), "path", "kubectl"), "-n", namespace, "port-forward", "deployment/netwhy", local+":"+port)
	cmd.Env = w.Env()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end = func() {
		_ = cmd.Process.Kill() // it may have ended with its pod
		_ = cmd.Wait()
	}
	t.Cleanup(end)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := forwarding.FindStringSubmatch(lines.Text()); found != nil {
			return "localhost:" + found[1], end
		}
	}
	t.Fatalf("kubectl port-forward ended at once\n%s", w.state(t))
	return "", end
}
