package report

import (
	"strings"

	"al.essio.dev/pkg/shellescape"
	"github.com/netwhy/netwhy/checks"
)

// inContext makes a remedy's kubectl commands name the operator's context, so
// that they run against the cluster that was examined and no other.
func inContext(remedy *checks.RenderedRemedy, context string) {
	if remedy == nil || context == "" {
		return
	}
	for _, lines := range [][]string{remedy.Fix, remedy.AKS, remedy.Verify} {
		for i, line := range lines {
			if rest, ok := strings.CutPrefix(line, "kubectl "); ok && !strings.HasPrefix(rest, "--context=") {
				lines[i] = "kubectl --context=" + shellescape.Quote(context) + " " + rest
			}
		}
	}
}
