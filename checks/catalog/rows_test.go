package catalog

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/checktest"
)

// row is a trouble that the catalogue must find, and what proves that it does.
type row struct {
	trouble string
	// proofs are checks, each with a case of its fixture that must fail.
	proofs []string
	// cause is what a failure of one of the checks leads to.
	cause string
	// findingOnly says why the trouble leads to a finding and to no cause.
	findingOnly string
}

// TestEveryTroubleIsFound holds the catalogue to lists of troubles: for each
// there is a check, a recorded situation in which it fails, and a cause.
func TestEveryTroubleIsFound(t *testing.T) {
	for _, r := range slices.Concat(policyRows, dataplaneRows, meshRows) {
		t.Run(r.trouble, func(t *testing.T) { r.prove(t) })
	}
}

func (r row) prove(t *testing.T) {
	if len(r.proofs) == 0 || (r.cause == "") == (r.findingOnly == "") {
		t.Fatal("the row lacks proofs, or names not exactly one of cause and findingOnly")
	}
	causes := Causes()
	i := slices.IndexFunc(causes, func(c *cause.Cause) bool { return c.ID == r.cause })
	if i < 0 && r.cause != "" {
		t.Fatalf("there is no cause %s", r.cause)
	}
	taken := false
	for _, proof := range r.proofs {
		id, name, _ := strings.Cut(proof, " ")
		check := Find(id)
		if check == nil {
			t.Errorf("there is no check %s", id)
			continue
		}
		fails(t, check, name)
		taken = taken || i >= 0 && slices.Contains(causes[i].Shown, id)
		if r.findingOnly != "" && check.Weight == checks.Fault {
			t.Errorf("check %s is a fault, so that the row has a cause to name", id)
		}
	}
	if i >= 0 && !taken {
		t.Errorf("cause %s takes none of the checks", r.cause)
	}
}

// fails asks a check of a case of its fixture, which must prove a failure.
func fails(t *testing.T, check *checks.Check, name string) {
	_, file, _ := strings.Cut(check.ID, ".")
	data, err := os.ReadFile("../" + Area(check) + "/testdata/" + file + ".txtar")
	if err != nil {
		t.Errorf("cannot read the fixture of %s: %v", check.ID, err)
		return
	}
	fixture, err := checktest.Parse(data)
	if err != nil {
		t.Errorf("cannot read the fixture of %s: %v", check.ID, err)
		return
	}
	i := slices.IndexFunc(fixture.Cases, func(c checktest.Case) bool { return c.Name == name })
	if i < 0 {
		t.Errorf("the fixture of %s has no case %q", check.ID, name)
		return
	}
	c := fixture.Cases[i]
	snapshot, err := c.Snapshot(check)
	if err != nil {
		t.Errorf("cannot use case %s of %s: %v", name, check.ID, err)
		return
	}
	f, _ := checks.EvaluateTraced(snapshot, checks.Case{Check: check, Subject: c.Subject})
	if f.Verdict != checks.Fail || c.Want != checks.Fail || c.Says == "" || !strings.Contains(f.Says, c.Says) {
		t.Errorf("case %s of %s is %s (%q), want fail and %q", name, check.ID, f.Verdict, f.Says, c.Says)
	}
}
