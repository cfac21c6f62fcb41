package checktest

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Run tries and attacks every check on its fixture, which lies in the folder
// testdata and is named after the check without its area.
func Run(t *testing.T, files fs.FS, list ...*checks.Check) {
	for _, check := range list {
		t.Run(check.ID, func(t *testing.T) {
			_, name, _ := strings.Cut(check.ID, ".")
			data, err := fs.ReadFile(files, "testdata/"+name+".txtar")
			if err != nil {
				t.Fatalf("cannot try check %s: %v", check.ID, err)
			}
			for _, problem := range Problems(t, check, data) {
				t.Error(problem)
			}
		})
	}
}

// Problems are all that is wrong with a check, as its fixture shows it.
func Problems(t *testing.T, check *checks.Check, data []byte) []string {
	fixture, err := Parse(data)
	if err != nil {
		return []string{err.Error()}
	}
	problems := slices.Concat(undocumented(check), uncovered(check, fixture))
	v := visit{check: check, rendered: map[string]bool{}, read: map[string]bool{}}
	for _, c := range fixture.Cases {
		for _, problem := range v.try(t, c) {
			problems = append(problems, fmt.Sprintf("case %s: %s", c.Name, problem))
		}
	}
	return append(problems, v.untouched()...)
}

// visit is one check's way through its cases.
type visit struct {
	check    *checks.Check
	rendered map[string]bool // remedy templates that some case filled
	read     map[string]bool // kinds that some case read
}

func (v *visit) try(t *testing.T, c Case) []string {
	snapshot, err := c.Snapshot(v.check)
	if err != nil {
		return []string{err.Error()}
	}
	finding, trace := checks.EvaluateTraced(snapshot, checks.Case{Check: v.check, Subject: c.Subject})
	for _, kind := range trace.Read {
		v.read[kind] = true
	}
	problems := append(expectations(c, finding), remedyProblems(finding)...)
	if len(trace.Undeclared) > 0 {
		problems = append(problems, fmt.Sprintf("reads %v without declaring it in Needs", trace.Undeclared))
	}
	if trace.Panic != nil {
		problems = append(problems, fmt.Sprintf("panics: %v", trace.Panic))
	}
	if finding.Remedy != nil {
		r := finding.Remedy
		for _, line := range slices.Concat(r.Fix, r.AKS, r.Verify) {
			v.rendered[line] = true
		}
	}
	a := attack{t: t, check: v.check, subject: c.Subject, snapshot: snapshot, finding: finding}
	return slices.Concat(problems, a.takeAway(), a.keepCited(), a.repeatYearsLater(), a.shuffle(), a.thin())
}

func expectations(c Case, f checks.Finding) (problems []string) {
	if f.Verdict != c.Want {
		problems = append(problems, fmt.Sprintf("verdict is %s, want %s: %s", f.Verdict, c.Want, f.Says))
	}
	if !strings.Contains(f.Says, c.Says) {
		problems = append(problems, fmt.Sprintf("says %q, want it to contain %q", f.Says, c.Says))
	}
	if c.Object != "" && f.Object.String() != c.Object {
		problems = append(problems, fmt.Sprintf("blames %s, want %s", f.Object, c.Object))
	}
	if c.Fix != "" {
		found := f.Remedy != nil && slices.ContainsFunc(slices.Concat(f.Remedy.Fix, f.Remedy.AKS), func(line string) bool {
			return strings.Contains(line, c.Fix)
		})
		if !found {
			problems = append(problems, fmt.Sprintf("no fix contains %q: %+v", c.Fix, f.Remedy))
		}
	}
	return problems
}

// uncovered says which of the four kinds of case a fixture lacks, and which of
// its expectations contradict the case's name.
func uncovered(check *checks.Check, fixture Fixture) (problems []string) {
	for _, kind := range []string{"pass", "fail", "unknown", "near-miss"} {
		allowed := map[string][]checks.Verdict{
			"pass": {checks.Pass, checks.Skip}, "fail": {checks.Fail}, "unknown": {checks.Unknown},
			"near-miss": {checks.Pass, checks.Skip, checks.Unknown},
		}[kind]
		found := false
		for _, c := range fixture.Cases {
			if c.Name != kind && !strings.HasPrefix(c.Name, kind+"-") {
				continue
			}
			found = true
			if !slices.Contains(allowed, c.Want) {
				problems = append(problems, fmt.Sprintf("case %s wants %s", c.Name, c.Want))
			}
		}
		if !found && (kind != "pass" || !needsSample(check)) {
			problems = append(problems, "the fixture has no case "+kind)
		}
	}
	return problems
}

// needsSample reports whether a check rests on an Open sample, in which case
// it may never be able to pass.
func needsSample(check *checks.Check) bool {
	return slices.ContainsFunc(check.Needs, func(n evidence.Need) bool { return n.Kind.World == evidence.Open && !n.Optional })
}

// untouched are the needs and remedy lines that no case uses.
func (v *visit) untouched() (problems []string) {
	for _, need := range v.check.Needs {
		if !v.read[need.Kind.Name] {
			problems = append(problems, fmt.Sprintf("declares %s in Needs, but no case reads it", need.Kind.Name))
		}
	}
	r := v.check.Remedy
	if templates := len(r.Fix) + len(r.AKS) + len(r.Verify); len(v.rendered) < templates {
		problems = append(problems, fmt.Sprintf("the failing cases fill only %d of the remedy's %d commands", len(v.rendered), templates))
	}
	return problems
}
