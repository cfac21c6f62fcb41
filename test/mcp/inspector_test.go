package mcp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const inspector = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"

// inspected is what the inspector's command line says of one request.
type inspected struct {
	Tools, Prompts    []struct{ Name string }
	Resources         []struct{ URI string }
	Contents          []struct{ Text string }
	Messages          []any
	Content           []struct{ Text string }
	StructuredContent map[string]any
	IsError           bool
}

// inspect asks one thing. The inspector ends with an error of its own for an
// answer that is one of a tool.
func inspect(t *testing.T, at []string, args ...string) (got inspected) {
	t.Helper()
	c := exec.CommandContext(t.Context(), node, slices.Concat([]string{inspector, "--cli"}, args, at)...) //nolint:gosec // all are the test's own
	var out, told bytes.Buffer
	c.Stdout, c.Stderr = &out, &told
	c.Env = append(os.Environ(), "HOME="+t.TempDir()) // it keeps a catalogue there
	err := c.Run()
	if wrong := json.Unmarshal(out.Bytes(), &got); wrong != nil || err != nil && !got.IsError {
		t.Fatalf("%q: %v, %v\n%s%s", args, err, wrong, &out, &told)
	}
	return got
}

func call(t *testing.T, at []string, name string, args map[string]any) inspected {
	t.Helper()
	words := []string{"--method", "tools/call", "--tool-name", name}
	for key, value := range args {
		if _, plain := value.(string); !plain {
			text, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			value = string(text)
		}
		words = append(words, "--tool-arg", fmt.Sprintf("%s=%v", key, value))
	}
	return inspect(t, at, words...)
}

func TestTheInspectorUsesEverything(t *testing.T) {
	w := newWorld(t)
	at := []string{"--transport", "http", "--server-url", w.listen(t), "--header", "Authorization: Bearer " + w.token(t, "netwhy")}
	left := map[string]bool{}
	for _, p := range inspect(t, at, "--method", "tools/list", "--strict").Tools {
		left[p.Name] = true
	}
	if len(left) != len(calls)+3 {
		t.Fatalf("it lists %q", slices.Sorted(maps.Keys(left)))
	}
	used := func(name string, args map[string]any) inspected {
		delete(left, name)
		return call(t, at, name, args)
	}
	a := used("investigate", map[string]any{"question": asks}).StructuredContent
	if a["status"] != "fault" {
		t.Fatalf("got %v, want a fault", a)
	}
	id, _ := a["report"].(string)
	root, _ := a["rootCauses"].([]any)[0].(map[string]any)
	if got := used("get_report", map[string]any{"report": id, "verdict": "fail"}); got.StructuredContent["total"] == 0.0 {
		t.Errorf("the report: %+v", got)
	}
	if got := used("get_evidence", map[string]any{"report": id, "digest": root["cites"].([]any)[0]}); got.StructuredContent["kind"] == "" {
		t.Errorf("the evidence: %+v", got)
	}
	for name, c := range calls {
		if got := used(name, c.args); got.IsError != c.failed || len(got.Content) == 0 || !strings.Contains(got.Content[0].Text, c.says) {
			t.Errorf("%s: got %+v, want %q", name, got, c.says)
		}
	}
	if len(left) > 0 {
		t.Errorf("never called: %q", slices.Sorted(maps.Keys(left)))
	}
	list := inspect(t, at, "--method", "resources/list").Resources
	if len(list) == 0 {
		t.Fatal("no report is listed")
	}
	if got := inspect(t, at, "--method", "resources/read", "--uri", list[len(list)-1].URI).Contents; len(got) != 1 || !strings.Contains(got[0].Text, "shop/web") {
		t.Errorf("the report's resource: %+v", got)
	}
	for _, p := range inspect(t, at, "--method", "prompts/list").Prompts {
		if got := inspect(t, at, "--method", "prompts/get", "--prompt-name", p.Name, "--prompt-args", "from=a", "to=b", "namespace=c"); len(got.Messages) != 1 {
			t.Errorf("%s: %+v", p.Name, got)
		}
	}
}

func TestTheInspectorStartsTheProgram(t *testing.T) {
	w := newWorld(t)
	at := []string{"-e", "KUBECONFIG=" + w.kubeconfig, "--", program, "mcp"}
	if got := inspect(t, at, "--method", "tools/list"); len(got.Tools) != len(calls)+3 {
		t.Errorf("it lists %+v", got.Tools)
	}
	if got := call(t, at, "investigate", map[string]any{"question": asks}); got.StructuredContent["status"] != "fault" {
		t.Errorf("got %+v, want a fault", got)
	}
}
