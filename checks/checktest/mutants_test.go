package checktest

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// sound is a check without a fault, and the fixture of all its mutants.
func sound() *checks.Check {
	return &checks.Check{
		ID: "test.has-pods", Asks: "Does the namespace have pods?", Why: "It should.", Refs: []string{"none"},
		For: []checks.Symptom{checks.HealthReview}, Scope: evidence.Namespace,
		Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
		Remedy: checks.Remedy{Says: "Make some.", Verify: []string{"kubectl -n {{.namespace}} get pods"}},
		Eval: func(c *checks.Context) {
			pods, warnings := evidence.Pods.Of(c), evidence.Warnings.Of(c)
			if n := len(pods); n > 0 {
				c.Pass("there are %d pods", n)
				return
			}
			c.Fail("there is no pod, and %s is seen", checks.Count(len(warnings), "warning"))
		},
	}
}

const fixture = `subject: Namespace shop
case pass
want: pass
case fail
without: Pod shop/web
want: fail
case unknown
gap: pods forbidden
want: unknown
case near-miss: there are warnings, and a pod
want: pass
-- objects.yaml --
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Event
metadata: {name: web.1, namespace: shop}
type: Warning
reason: Unhealthy
---
apiVersion: v1
kind: Event
metadata: {name: web.2, namespace: shop}
type: Warning
reason: BackOff
`

func TestSoundCheckHasNoProblems(t *testing.T) {
	c := sound()
	if problems := Problems(t, c, []byte(fixture)); len(problems) > 0 {
		t.Errorf("got problems %q", problems)
	}
}

func TestMutantsAreCaught(t *testing.T) {
	for _, mutant := range []struct {
		name   string
		caught string // part of the problem that must be found
		change func(*checks.Check)
	}{
		{"treats missing evidence as health", "missing evidence is never health", func(c *checks.Check) {
			c.Needs[0] = evidence.Prefer(evidence.Pods)
			c.Eval = func(c *checks.Context) {
				_ = evidence.Warnings.Of(c)
				if evidence.Pods.Seen(c) && len(evidence.Pods.Of(c)) == 0 {
					c.Fail("there is no pod")
					return
				}
				c.Pass("all is well")
			}
		}},
		{"reads an undeclared kind", "without declaring it", func(c *checks.Check) {
			eval := c.Eval
			c.Eval = func(c *checks.Context) { _ = evidence.Services.Of(c); eval(c) }
		}},
		{"declares what it never reads", "no case reads it", func(c *checks.Check) {
			c.Needs = append(c.Needs, evidence.Require(evidence.Services))
		}},
		{"reads the clock for its verdict", "reads the clock", func(c *checks.Check) {
			eval := c.Eval
			c.Eval = func(c *checks.Context) {
				if time.Now().After(time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC)) {
					c.Unknown("the record is old")
				}
				eval(c)
			}
		}},
		{"reads the clock for its sentence", "reads the clock", func(c *checks.Check) {
			c.Eval = func(c *checks.Context) {
				_, _ = evidence.Pods.Of(c), evidence.Warnings.Of(c)
				c.Fail("broken since %s", time.Now())
			}
		}},
		{"passes on a thinned open sample", "turns from fail to pass", func(c *checks.Check) {
			c.Needs = []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Warnings)}
			c.Eval = func(c *checks.Context) {
				_ = evidence.Pods.Of(c)
				if n := len(evidence.Warnings.Of(c)); n > 1 {
					c.Fail("there are %d warnings", n)
					return
				}
				c.Pass("there is no sign of trouble")
			}
		}},
		{"judges by chance", "chance", func(c *checks.Check) {
			var n atomic.Int64
			c.Eval = func(c *checks.Context) {
				_, _ = evidence.Pods.Of(c), evidence.Warnings.Of(c)
				c.Fail("finding %d", n.Add(1))
			}
		}},
		{"panics", "panics", func(c *checks.Check) {
			c.Eval = func(*checks.Context) { panic("at the disco") }
		}},
		{"prints a placeholder", "does not run as printed", func(c *checks.Check) {
			c.Remedy.Fix, c.Remedy.Changes = []string{"kubectl -n {{.namespace}} scale deployment/<name> --replicas=1"}, "It scales."
		}},
		{"verifies by writing", "something else than reading", func(c *checks.Check) {
			c.Remedy.Verify = []string{"kubectl -n {{.namespace}} delete pods --all"}
		}},
		{"prints a command with a value it never sets", "fill only", func(c *checks.Check) {
			c.Remedy.Fix, c.Remedy.Changes = []string{"kubectl -n {{.namespace}} delete pod {{.pod}}"}, "It deletes."
		}},
		{"has no question", "not a question", func(c *checks.Check) { c.Asks = "pods" }},
	} {
		t.Run(mutant.name, func(t *testing.T) {
			c := sound()
			mutant.change(c)
			problems := Problems(t, c, []byte(fixture))
			if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, mutant.caught) }) {
				t.Errorf("not caught: want a problem with %q, got %q", mutant.caught, problems)
			}
		})
	}
}

// DNS answers have no name to be sorted by, so a check can depend on their order.
func TestOrderMutantIsCaught(t *testing.T) {
	c := sound()
	c.Scope, c.Needs = evidence.Host, []evidence.Need{evidence.Require(evidence.Answers)}
	c.Remedy.Verify = []string{"kubectl get pods"}
	c.Eval = func(c *checks.Context) {
		if answers := evidence.Answers.Of(c); len(answers) > 0 {
			c.Fail("the first answer is %s", answers[0].Type)
		}
	}
	problems := Problems(t, c, []byte("subject: Host example.com\ncase fail\nwant: fail\n-- dns-answers.json --\n"+
		`[{"type":"A"},{"type":"AAAA"},{"type":"MX"},{"type":"TXT"},{"type":"NS"},{"type":"SRV"},{"type":"CAA"}]`))
	if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, "shuffled") }) {
		t.Errorf("not caught: %q", problems)
	}
}

func TestFixtureSaysWhatIsWrong(t *testing.T) {
	for header, want := range map[string]string{
		"":                              "no case",
		"want: pass\n":                  "before the first case",
		"case pass\nwant: perhaps\n":    "cannot read verdict",
		"case pass\ncase pass\n":        "twice",
		"case pass\nfrobnicate: yes\n":  "unknown line",
		"subject: Service\ncase pass\n": "cannot read subject",
		"case pass\n-- other/a.yaml --": "belongs to no case",
	} {
		if _, err := Parse([]byte(header)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want one with %q", header, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(fixture))
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := Parse(data)
		if err != nil {
			return
		}
		for _, c := range parsed.Cases {
			_, _ = c.Snapshot(sound()) // an error is fine, a panic is not
		}
	})
}
