package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// served is a "netwhy serve" in a process of its own.
type served struct {
	url  string
	kill func()
}

func serving(t *testing.T, folder string, args ...string) served {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), self)
	command.Args = append([]string{"netwhy", "serve", "--listen", "127.0.0.1:0"}, args...)
	command.Dir, command.Env = folder, []string{"HOME=" + folder, "KUBECONFIG=" + folder + "/none"}
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	s := served{kill: func() {
		_ = command.Process.Kill() // SIGKILL; it may have ended
		_ = command.Wait()
	}}
	t.Cleanup(s.kill)
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, after, found := strings.Cut(lines.Text(), "open "); found {
			s.url, _, _ = strings.Cut(after, " ")
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return s
		}
		t.Log(lines.Text())
	}
	t.Fatal("it ended before it listened")
	return s
}

func (s served) ask(t *testing.T, method, path, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 400 {
		t.Fatalf("%s: %s %s, %v", path, answer.Status, data, err)
	}
	return string(data)
}

// What was acknowledged is there after the process was killed.
func TestConversationsOutliveTheProcess(t *testing.T) {
	folder, _ := situation(t, llmtest.Answering(nil))
	flags := []string{"--objects", "objects", "--keep-evidence", "7d", "--most-evidence-total", "1Gi"}
	first := serving(t, folder, flags...)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(first.ask(t, "POST", "/api/conversations", `{"question":"pods in shop cannot reach payments"}`)), &made); err != nil {
		t.Fatal(err)
	}
	at := "/api/conversations/" + made.ID
	if events := first.ask(t, "GET", at+"/turns/1/events", ""); !strings.HasSuffix(events, "event: end\ndata: {}\n\n") {
		t.Fatalf("the steps are %s", events)
	}
	if metrics := first.ask(t, "GET", "/metrics", ""); !strings.Contains(metrics, "netwhy_investigations_total{") {
		t.Errorf("the metrics are %s", metrics)
	}
	if names := first.ask(t, "GET", "/api/targets", ""); !strings.Contains(names, `"shop"`) {
		t.Errorf("the namespaces are %s", names)
	}
	if names := first.ask(t, "GET", "/api/targets?namespace=payments", ""); !strings.Contains(names, `"payments/api"`) || strings.Contains(names, "shop") {
		t.Errorf("what may be called is %s", names)
	}
	if names := first.ask(t, "GET", "/api/targets?namespace=none", ""); !strings.Contains(names, `"names":[]`) {
		t.Errorf("of no namespace there is %s", names)
	}
	if _, _, said := start(t, folder, nil, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...); !strings.Contains(said, "another process may have it") {
		t.Errorf("a second process on the file: %s", said)
	}
	whole := first.ask(t, "GET", at, "")
	first.kill()
	second := serving(t, folder, flags...)
	second.ask(t, "GET", "/readyz", "")
	if got := second.ask(t, "GET", at, ""); got != whole || !strings.Contains(got, `"status":"fault"`) {
		t.Errorf("before: %.300s\nafter: %.300s", whole, got)
	}
	if zip := second.ask(t, "GET", at+"/turns/1/export/zip", ""); !strings.HasPrefix(zip, "PK") {
		t.Errorf("the evidence is %.20q", zip)
	}
}

func TestWhatIsKeptHasBounds(t *testing.T) {
	folder, _ := situation(t, llmtest.Answering(nil))
	for flag, want := range map[string]string{
		"--keep-evidence=0d": "want days from 1 on", "--keep-audit=-1h": "want a time above 0", "--keep-conversations=soon": "want a time above 0",
		"--most-questions=0": "want a number from 1 on", "--most-report=0": "want a size from 1 byte on", "--most-evidence=9Ei9": "want a size", "--store=x.db": "leave out --store",
	} {
		if code, _, said := start(t, folder, nil, "serve", "--demo", flag); code != 3 || !strings.Contains(said, want) {
			t.Errorf("%s: exit code %d, %s", flag, code, said)
		}
	}
	if code, _, said := start(t, folder, nil, "serve", "--objects", "objects", "--store", ":memory:"); code != 3 || !strings.Contains(said, "want a file for --store") {
		t.Errorf("in memory: exit code %d, %s", code, said)
	}
}
