package policy

import (
	"os"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/checktest"
)

// TestNoRuleForAllNamesOnAKS holds what is suggested to what AKS supports.
func TestNoRuleForAllNamesOnAKS(t *testing.T) {
	data, err := os.ReadFile("testdata/host-name-seen.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fixture, err := checktest.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string]int{}
	for _, c := range fixture.Cases {
		snapshot, err := c.Snapshot(HostNameSeen)
		if err != nil {
			t.Fatal(err)
		}
		if f, _ := checks.EvaluateTraced(snapshot, checks.Case{Check: HostNameSeen, Subject: c.Subject}); f.Remedy != nil {
			commands[c.Name] = strings.Count(strings.Join(f.Remedy.Fix, " "), `"matchPattern":"*"`)
		}
	}
	if n, asked := commands["fail-aks"]; !asked || n != 0 || commands["fail"] != 1 {
		t.Errorf("commands that list all names: %v, want one for fail and none for fail-aks", commands)
	}
}
