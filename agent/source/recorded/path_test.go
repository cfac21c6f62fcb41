package recorded_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/path"
	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestAPathNeedsWhatNoSysdumpHolds asks for a way that a policy closes: that no
// policy of another dialect opens it, a sysdump alone does not prove.
func TestAPathNeedsWhatNoSysdumpHolds(t *testing.T) {
	all := denied(t)
	dump := packed(t, all.sysdump(t, nil))
	beside := t.TempDir()
	write(t, filepath.Join(beside, "daemonsets.all.yaml"), all["daemonsets"])
	if err := os.WriteFile(filepath.Join(beside, "api-versions.txt"), []byte("apps/v1\ndiscovery.k8s.io/v1\nnetworking.k8s.io/v1\nv1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		objects       []string
		verdict, gaps string
	}{
		{nil, "unknown", "kubectl api-versions > api-versions.txt"},
		{[]string{filepath.Join(beside, "api-versions.txt")}, "unknown", "DaemonSet kube-system/azure-npm"},
		{[]string{beside}, "denied", ""},
	} {
		g := open(t, dump, nil, c.objects)
		list, err := g.Tools(time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		registry, err := tool.NewRegistry(nil, list...)
		if err != nil {
			t.Fatal(err)
		}
		gatherer := &source.Gatherer{Registry: registry, Caller: tool.Caller{Name: "test", Face: "cli", Rights: tool.Own}, Now: func() time.Time { return g.Time }}
		answer, err := path.Explain(t.Context(), gatherer.Gather, "shop/web", "payments/api:80")
		if err != nil {
			t.Fatal(err)
		}
		var gaps []string
		for _, gap := range answer.Gaps {
			if gap.Reason != evidence.NotInFiles {
				t.Errorf("beside %q: %s", c.objects, gap)
			}
			gaps = append(gaps, gap.Needs)
		}
		if answer.Verdict != c.verdict || (len(gaps) == 0) != (c.gaps == "") || !strings.Contains(strings.Join(gaps, "\n"), c.gaps) {
			t.Errorf("beside %q: %s, %q, want %s and a gap of %q", c.objects, answer.Verdict, gaps, c.verdict, c.gaps)
		}
	}
}
