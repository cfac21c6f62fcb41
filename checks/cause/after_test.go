package cause

import (
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestWhatWasSeenFollowsFromWhatIsKnown lets a drop follow from any cause of an
// area, over a subject that both name.
func TestWhatWasSeenFollowsFromWhatIsKnown(t *testing.T) {
	seen := &Cause{ID: "flow.dropped", Says: "s", Explains: timeout, Shown: []string{"seen"}, After: []string{"policy"}}
	known := &Cause{ID: "policy.closed", Says: "k", Explains: timeout, Shown: []string{"known"}}
	node := &Cause{ID: "node.down", Says: "n", Explains: timeout, Shown: []string{"node"}}
	caller := evidence.WorkloadOf("Deployment", "shop", "web")
	call := evidence.CallOf(caller, api)
	for name, c := range map[string]struct {
		findings []checks.Finding
		want     []string
	}{
		"an end in common":         {[]checks.Finding{finding("seen", checks.Fail, call), finding("known", checks.Fail, api)}, []string{"policy.closed Service shop/api"}},
		"nothing in common":        {[]checks.Finding{finding("seen", checks.Fail, call), finding("known", checks.Fail, other)}, []string{"flow.dropped " + call.String(), "policy.closed Service shop/other"}},
		"a cause of elsewhere":     {[]checks.Finding{finding("seen", checks.Fail, call), finding("node", checks.Fail, api)}, []string{"flow.dropped " + call.String(), "node.down Service shop/api"}},
		"a workload beside an end": {[]checks.Finding{finding("seen", checks.Fail, call), finding("known", checks.Fail, pods)}, []string{"policy.closed Deployment shop/api"}},
		"a workload of elsewhere":  {[]checks.Finding{finding("seen", checks.Fail, call), finding("known", checks.Fail, evidence.WorkloadOf("Deployment", "lab", "api"))}, []string{"flow.dropped " + call.String(), "policy.closed Deployment lab/api"}},
		"nothing known":            {[]checks.Finding{finding("seen", checks.Fail, call), finding("known", checks.Pass, api)}, []string{"flow.dropped " + call.String()}},
	} {
		if got := roots(Correlate([]*Cause{seen, known, node}, c.findings, timeout, every)); !slices.Equal(got, c.want) {
			t.Errorf("%s: the roots are %q, want %q", name, got, c.want)
		}
	}
}
