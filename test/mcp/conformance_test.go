package mcp

import (
	"os/exec"
	"strings"
	"testing"
)

const (
	node  = "node_modules/.bin/node"
	suite = "node_modules/@modelcontextprotocol/conformance/dist/index.js"
)

// TestTheProtocolsConformanceSuite fails, too, where what is expected to fail
// passes.
func TestTheProtocolsConformanceSuite(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), node, suite, "server", "--suite", "all", "--url", fixtures(t), //nolint:gosec // all are the test's own
		"--expected-failures", "expected-failures.yaml", "--output-dir", t.TempDir()).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "server-initialize: 1 passed") {
		t.Errorf("%v\n%s", err, out)
	}
}
