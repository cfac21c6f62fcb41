package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Plan is what an investigation asks, and of whom. It is recorded with the
// evidence, so that a replay asks the same.
type Plan struct {
	Question  string  `json:"question"`
	Namespace string  `json:"namespace,omitempty"` // the operator's -n
	Context   string  `json:"context,omitempty"`   // the operator's --context, for printed commands
	Reading   Reading `json:"reading"`
	Target    Target  `json:"target"`
	Items     []Item  `json:"items"`
}

// Item is one check asked of one subject.
type Item struct {
	Check   string           `json:"check"`
	Subject evidence.Subject `json:"subject"`
	// Required reports whether a symptom of the question demands the answer.
	Required bool `json:"required,omitempty"`
	// Round is 0 for the decision table and counts the rounds of leads.
	Round int `json:"round,omitempty"`
	// Because is the check whose finding led here, for rounds above 0.
	Because string `json:"because,omitempty"`
}

// MostRounds bounds how often leads are followed.
const MostRounds = 3

// Make applies the decision table: every check that names a symptom of the
// reading, for every subject of its scope at its end of the path.
func Make(reading Reading, target Target, catalogue []*checks.Check) []Item {
	var items []Item
	covered := map[question]bool{}
	for _, check := range catalogue {
		required, asked := asks(check, reading.Symptoms)
		if !asked || wide(check) && !target.whole() && !demanded(check, reading.Symptoms) {
			continue
		}
		for _, s := range subjects(check, target) {
			items = append(items, Item{Check: check.ID, Subject: s, Required: required})
			for _, id := range check.Covers {
				for _, end := range target.ends(s) {
					covered[question{id, end}] = true
				}
			}
		}
	}
	for i := range items {
		items[i].Required = items[i].Required && !covered[question{items[i].Check, items[i].Subject}]
	}
	return sorted(items)
}

// question is a check asked of a subject, whoever wants to know.
type question struct {
	check   string
	subject evidence.Subject
}

// asks reports whether a check is asked for any of the symptoms, and whether
// one of them requires it.
func asks(check *checks.Check, symptoms []checks.Symptom) (required, asked bool) {
	for _, s := range symptoms {
		required = required || slices.Contains(check.For, s)
		asked = asked || slices.Contains(check.Also, s)
	}
	return required && check.Weight == checks.Fault, required || asked
}

// wide reports whether a check reads what grows with the cluster.
func wide(check *checks.Check) bool {
	return slices.ContainsFunc(check.Needs, func(n evidence.Need) bool { return n.Kind.Wide && !n.Late })
}

// demanded reports whether a symptom requires a check, a review apart: that of a
// part of the cluster leaves out what is of all of it.
func demanded(check *checks.Check, symptoms []checks.Symptom) bool {
	return check.Weight == checks.Fault && slices.ContainsFunc(symptoms, func(s checks.Symptom) bool {
		return s != checks.HealthReview && slices.Contains(check.For, s)
	})
}

func subjects(check *checks.Check, target Target) []evidence.Subject {
	switch check.Scope {
	case evidence.Cluster:
		return []evidence.Subject{evidence.TheCluster}
	case evidence.Call, evidence.Port, evidence.PodPort:
		return slices.DeleteFunc(slices.Clone(target.Calls), func(s evidence.Subject) bool { return !check.Takes(s) })
	}
	list := target.Target
	switch check.Side {
	case checks.Caller:
		list = target.Caller
	case checks.Named:
		if !target.crowd() {
			list = add(slices.Clone(list), target.Caller...)
		}
	case checks.Both:
		list = add(slices.Clone(list), target.Caller...)
	}
	whole := slices.Contains(list, evidence.TheCluster)
	switch list = of(check.Scope, list); {
	case check.Scope != evidence.Node || !target.Large() || !whole:
		return list
	case !alone(check):
		return []evidence.Subject{EveryNode}
	case swift(check):
		return list
	}
	return target.near(list)
}

// Leads are the further items that findings lead to, without those that are
// asked already. What a caller's settings name beside the thing that it is
// asked about may be broken, too, and explains nothing.
func (p *Plan) Leads(findings []checks.Finding, catalogue []*checks.Check, round int) []Item {
	byID := map[string]*checks.Check{}
	for _, c := range catalogue {
		byID[c.ID] = c
	}
	known := map[question]bool{}
	for _, i := range p.Items {
		known[question{i.Check, i.Subject}] = true
	}
	far := map[evidence.Subject]bool{}
	for _, s := range p.Target.Far {
		far[s] = true
	}
	asked := func(check *checks.Check, s evidence.Subject) bool {
		return known[question{check.ID, s}] || s.Scope == evidence.Node && known[question{check.ID, EveryNode}] && (swift(check) || !far[s])
	}
	var items []Item
	for _, f := range findings {
		if !p.Target.Concerns(f) {
			continue
		}
		for _, lead := range byID[f.Check].Leads {
			next := byID[lead.Ask]
			if next == nil || f.Verdict != checks.Fail && !lead.Always {
				continue
			}
			for _, s := range f.Related {
				if next.Takes(s) && !asked(next, s) && (byID[f.Check].Side != checks.Caller || p.called(s)) {
					known[question{lead.Ask, s}] = true
					items = append(items, Item{Check: lead.Ask, Subject: s, Required: lead.Required, Round: round, Because: f.Check})
				}
			}
		}
	}
	return sorted(items)
}

// called reports whether a Service, or the Service of a port or host, may be
// what the question says is called; where it says no more than who calls, any may.
func (p *Plan) called(s evidence.Subject) bool {
	home := s.InNamespace()
	if s = s.Callee().Object(); s.Scope == evidence.Host {
		s = meant(s.Name, home)
	}
	if s.Scope != evidence.Service || len(p.Reading.From) == 0 || len(p.Reading.To) == 0 || slices.Contains(p.Target.Target, s) {
		return true
	}
	return slices.ContainsFunc(p.Reading.To, func(m Mention) bool {
		return m.Name == s.Name || m.Name == s.Namespace || strings.HasPrefix(m.Name, s.Name+".")
	})
}

func sorted(items []Item) []Item {
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Check, b.Check), a.Subject.Compare(b.Subject))
	})
	return items
}

// Cases are items about the target as cases for the evaluator. Items whose check the
// catalogue no longer has are returned apart.
func (t Target) Cases(items []Item, catalogue []*checks.Check) (cases []checks.Case, unknown []Item) {
	byID := map[string]*checks.Check{}
	for _, c := range catalogue {
		byID[c.ID] = c
	}
	cases = make([]checks.Case, 0, len(items))
	together := t.groups()
	for _, i := range items {
		check := byID[i.Check]
		if check == nil {
			unknown = append(unknown, i)
			continue
		}
		one := checks.Case{Check: check, Subject: i.Subject}
		if i.Subject == EveryNode {
			one.Each = together.of(check)
		}
		cases = append(cases, one)
	}
	return cases, unknown
}

// Wants are the readings that cases about the target need: of more than a few nodes of
// a cluster, lists of all in the place of what they hold of one.
func (t Target) Wants(cases []checks.Case) (wants []evidence.Want) {
	type many struct {
		kind *evidence.Meta
		of   *checks.Group
	}
	seen, listed := map[many]bool{}, t.listed()
	for _, c := range cases {
		for _, w := range needed(nil, c, false) {
			whole := w.Kind.Whole
			switch {
			case w.Kind.Scope != evidence.Node || !listed:
				wants = append(wants, w)
			case whole != nil:
				wants = append(wants, evidence.Want{Kind: whole, Subject: evidence.TheCluster})
			case c.Each == nil:
				wants = append(wants, w)
			case !seen[many{w.Kind, c.Each}]:
				seen[many{w.Kind, c.Each}] = true
				for _, s := range c.Each.Subjects {
					wants = append(wants, evidence.Want{Kind: w.Kind, Subject: s})
				}
			}
		}
	}
	return wants
}

// Late are the readings that say more of what failed.
func Late(cases []checks.Case, findings []checks.Finding) (wants []evidence.Want) {
	failed := map[question]bool{}
	for _, f := range findings {
		failed[question{f.Check, f.Subject}] = f.Verdict == checks.Fail
	}
	for _, c := range cases {
		if failed[question{c.Check.ID, c.Subject}] {
			wants = needed(wants, c, true)
		}
	}
	return wants
}

// needed adds the readings that a case needs, at once or if it failed.
func needed(wants []evidence.Want, c checks.Case, late bool) []evidence.Want {
	for _, need := range c.Check.Needs {
		if owner, ok := need.For(c.Subject); ok && need.Late == late {
			wants = append(wants, evidence.Want{Kind: need.Kind, Subject: owner})
		}
	}
	return wants
}

// Named are checks that somebody asks for by name, of every subject of a target
// that they take. Every answer is demanded. Those that take none are returned
// apart.
func Named(target Target, list []*checks.Check) (items []Item, idle []string) {
	for _, check := range list {
		found := subjects(check, target)
		if len(found) == 0 {
			idle = append(idle, check.ID)
		}
		for _, s := range found {
			items = append(items, Item{Check: check.ID, Subject: s, Required: true})
		}
	}
	return sorted(items), idle
}
