package peer

import (
	"bufio"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

// begun runs a script up to its first line, and lets it end when asked.
func begun(t *testing.T, ctx context.Context, script string) (pid int, end func() error) {
	t.Helper()
	cmd := Command(ctx, os.Environ(), []string{"sh", "-c", script})
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid, func() error { return errors.Join(in.Close(), cmd.Wait()) }
}

const count = `i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done`

func TestTheMeterSeesWhoLivesAndWhoEnded(t *testing.T) {
	for name, script := range map[string]string{
		"itself":          count + `; echo done; read line; true`,
		"who ended":       `(` + count + `); echo done; read line; true`,
		"who still lives": `exec 3<&0; (` + count + `; echo done; read line <&3) & wait`,
	} {
		pid, end := begun(t, t.Context(), script)
		m := Watch(pid)
		if got := m.CPU(); got <= 0 {
			t.Errorf("%s: a hundred thousand steps took %s", name, got)
		}
		if got, want := len(tree(pid)), map[bool]int{false: 1, true: 2}[name == "who still lives"]; got != want {
			t.Errorf("%s: found %d processes, want %d", name, got, want)
		}
		if got := m.Stop(); got < 100<<10 {
			t.Errorf("%s: it had %d bytes", name, got)
		}
		if err := end(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACommandEndsWithAllThatItStarted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	pid, end := begun(t, ctx, `exec 3<&0; (echo started; read line <&3) & wait`)
	all := tree(pid)
	if len(all) != 2 {
		t.Fatalf("found %v", all)
	}
	cancel()
	if err := end(); err == nil {
		t.Error("it ended by itself")
	}
	for alive(all[1]) {
		if t.Context().Err() != nil {
			t.Fatal("its child still runs")
		}
	}
}

// alive says whether a process runs; who has ended and is not waited for does not.
func alive(pid int) bool {
	_, state, _ := strings.Cut(process(pid, "stat"), ") ")
	return state != "" && !strings.HasPrefix(state, "Z")
}
