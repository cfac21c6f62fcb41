package catalog

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Find returns a check by its ID, nil if there is none.
func Find(id string) *checks.Check {
	for _, c := range All() {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Area is a check's area: the folder it stands in.
func Area(check *checks.Check) string {
	area, _, _ := strings.Cut(check.ID, ".")
	return area
}

// Kinds are all kinds of evidence that any check needs, and the lists that they are
// parts of, by name.
func Kinds() map[string]*evidence.Meta {
	kinds := map[string]*evidence.Meta{}
	for _, c := range All() {
		for _, n := range c.Needs {
			if kinds[n.Kind.Name] = n.Kind; n.Kind.Whole != nil {
				kinds[n.Kind.Whole.Name] = n.Kind.Whole
			}
		}
	}
	return kinds
}

// Digest names the catalogue by every check's and cause's words and wiring.
// A change of code alone does not show in it; the version of the program does.
func Digest() string { return digest() }

// digest is made once: it writes out every rule of the catalogue.
var digest = sync.OnceValue(func() string {
	var parts [][]byte
	add := func(format string, args ...any) { parts = append(parts, fmt.Appendf(nil, format, args...)) }
	for _, c := range All() {
		add("%s %s %s %v %v %s %s %s %s %v", c.ID, c.Asks, c.Limits, c.For, c.Also, c.Scope, c.Callee, c.Side, c.Weight, c.Covers)
		for _, n := range c.Needs {
			add("%s %v %v %v %v %+v", n.Kind.Name, n.Optional, n.AbsentIsEmpty, n.Late, n.Callee, n.Kind.Query)
		}
		add("%+v %+v", c.Leads, c.Remedy)
	}
	for _, c := range Causes() {
		add("%+v", *c)
	}
	return evidence.Digest(parts...)
})

// Validate returns every rule of the whole catalogue that is broken.
func Validate() []string { return validate(All(), Causes()) }

func validate(all []*checks.Check, causes []*cause.Cause) (problems []string) {
	ids := map[string]*checks.Check{}
	for _, c := range all {
		if ids[c.ID] != nil {
			problems = append(problems, fmt.Sprintf("check %s is there twice", c.ID))
		}
		ids[c.ID] = c
	}
	shown := map[string]bool{}
	known := map[string]bool{}
	for _, c := range causes {
		if known[c.ID] {
			problems = append(problems, fmt.Sprintf("cause %s is there twice", c.ID))
		}
		known[c.ID] = true
		if len(c.Explains) == 0 || len(c.Shown) == 0 || c.Says == "" {
			problems = append(problems, fmt.Sprintf("cause %s lacks Says, Explains or Shown", c.ID))
		}
		for _, id := range c.Shown {
			shown[id] = true
			if ids[id] == nil || ids[id].Weight != checks.Fault {
				problems = append(problems, fmt.Sprintf("cause %s is shown by %s, which is no check of weight fault", c.ID, id))
			}
		}
	}
	for _, c := range causes {
		for _, id := range c.Then {
			if !known[id] {
				problems = append(problems, fmt.Sprintf("cause %s leads to %s, which does not exist", c.ID, id))
			}
		}
	}
	led := map[string]bool{}
	for _, c := range all {
		for _, lead := range c.Leads {
			led[lead.Ask] = true
		}
	}
	for _, c := range all {
		if len(c.For)+len(c.Also) == 0 && !led[c.ID] {
			problems = append(problems, fmt.Sprintf("check %s is never asked: it names no symptom, and no check leads to it", c.ID))
		}
		if c.Weight == checks.Fault && !shown[c.ID] {
			problems = append(problems, fmt.Sprintf("check %s shows no cause: a failure would explain nothing", c.ID))
		}
		for _, lead := range c.Leads {
			if ids[lead.Ask] == nil {
				problems = append(problems, fmt.Sprintf("check %s leads to %s, which does not exist", c.ID, lead.Ask))
			}
		}
		for _, id := range c.Covers {
			if ids[id] == nil {
				problems = append(problems, fmt.Sprintf("check %s covers %s, which does not exist", c.ID, id))
			}
		}
		if (c.Scope == evidence.Call) != (c.Callee != "") {
			problems = append(problems, fmt.Sprintf("check %s is of a call or says what is called, and not both", c.ID))
		}
		read := map[string]bool{}
		for _, n := range c.Needs {
			at := fmt.Sprint(n.Kind.Name, n.Callee)
			if read[at] {
				problems = append(problems, fmt.Sprintf("check %s needs %s twice: it would read one of the two only", c.ID, n.Kind.Name))
			}
			read[at] = true
		}
	}
	slices.Sort(problems)
	return problems
}
