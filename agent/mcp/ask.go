package mcp

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
)

type question struct {
	Question  string `json:"question" jsonschema:"in plain words, with names: pods in shop cannot reach payments:8080"`
	Namespace string `json:"namespace,omitempty" jsonschema:"where names that say no namespace are looked for first"`
}

func (d *Desk) investigate(ctx context.Context, in question) (Answer, error) {
	if strings.TrimSpace(in.Question) == "" {
		return Answer{}, errors.New("cannot ask nothing: say in plain words what fails")
	}
	k, err := d.at(ctx, in.Question, in.Namespace, func(q agent.Request) (*bundle.Bundle, *report.Report, error) {
		q.Question = in.Question
		return agent.Investigate(ctx, q)
	})
	if err != nil {
		return Answer{}, err
	}
	return answerOf(k), nil
}

// kinds are the sorts of things that checks can be run of.
var kinds = []string{"namespace", "service", "workload", "pod", "node", "ingress", "gateway", "httproute"}

type run struct {
	Checks    []string `json:"checks" jsonschema:"IDs, as list_checks gives them"`
	Kind      string   `json:"kind,omitempty" jsonschema:"what the name is of"`
	Namespace string   `json:"namespace,omitempty"`
	Name      string   `json:"name,omitempty"`
}

func (d *Desk) runChecks(ctx context.Context, in run) (Page, error) {
	about := plan.Mention{Kind: in.Kind, Namespace: in.Namespace, Name: in.Name}
	switch {
	case in.Kind != "" && in.Name == "":
		return Page{}, errors.New("cannot run checks of a kind of things: give the name of one, too")
	case in.Name == "" && in.Namespace != "":
		about = plan.Mention{Kind: "namespace", Name: in.Namespace}
	}
	k, err := d.at(ctx, strings.Join(in.Checks, ", "), in.Namespace, func(q agent.Request) (*bundle.Bundle, *report.Report, error) {
		return agent.Run(ctx, q, in.Checks, about)
	})
	if err != nil {
		return Page{}, err
	}
	return pageOf(k, "", 0)
}

type which struct {
	Area    string `json:"area,omitempty"`
	Symptom string `json:"symptom,omitempty"`
}

// Checks are some of the catalogue.
type Checks struct {
	Checks []CheckLine `json:"checks"`
}

// CheckLine is a check in one line.
type CheckLine struct {
	ID    string `json:"id"`
	Asks  string `json:"asks"`
	Scope string `json:"scope"`
}

func listChecks(_ context.Context, in which) (Checks, error) {
	list := Checks{Checks: []CheckLine{}}
	for _, c := range catalog.All() {
		if (in.Area == "" || catalog.Area(c) == in.Area) && (in.Symptom == "" || asked(c, checks.Symptom(in.Symptom))) {
			list.Checks = append(list.Checks, CheckLine{c.ID, c.Asks, string(c.Scope)})
		}
	}
	return list, nil
}

// asked reports whether a check is asked for a symptom.
func asked(c *checks.Check, s checks.Symptom) bool {
	return slices.Contains(c.For, s) || slices.Contains(c.Also, s)
}
