package report

import (
	"slices"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Build makes the report of a bundle. The kinds tell which readings were
// active; the catalogue digest is that of the checks that judged.
func Build(b *bundle.Bundle, findings []checks.Finding, causes []cause.Result, kinds map[string]*evidence.Meta, catalogue string) *Report {
	r := &Report{
		Schema: Schema, Program: b.Manifest.Program, Question: checks.Clean(b.Plan.Question, 2000), Recorded: b.Manifest.Recorded,
		Partial: b.Manifest.Partial, Symptoms: b.Plan.Reading.Symptoms, Examined: b.Plan.Target.Named,
		Notes: b.Plan.Target.Notes, Missing: b.Plan.Target.Missing, Digest: b.Digest(catalogue),
		Roots: []Cause{}, Findings: make([]Finding, 0, len(findings)),
	}
	if len(r.Examined) == 0 {
		r.Examined = b.Plan.Target.Target
		if len(b.Plan.Every()) > 0 { // the breadth says how many
			r.Examined = slices.DeleteFunc(slices.Clone(r.Examined), func(s evidence.Subject) bool { return s.Scope == evidence.Node })
		}
	}
	required := requiredItems(b.Plan.Items)
	demanded := func(f checks.Finding) bool {
		if required[item{f.Check, f.Subject}] {
			return true
		}
		return f.Subject.Scope == evidence.Node && required[item{f.Check, plan.EveryNode}]
	}
	for _, f := range findings {
		finding := Finding{f, demanded(f) && !waived(f, kinds, r.Symptoms)}
		inContext(f.Remedy, b.Plan.Context)
		if f.Weight == checks.Risk && f.Verdict == checks.Fail {
			r.Risks = append(r.Risks, finding)
		} else {
			r.Findings = append(r.Findings, finding)
		}
	}
	r.causes(causes)
	r.Breadth = r.breadth(b, kinds)
	r.Unseen = unseen(r.Findings, b.Plan.Target.Unread, b.Gaps)
	r.Evidence, r.Probes = cited(b, kinds)
	r.Status = r.status()
	r.Summary = r.summary()
	return r
}

type item struct {
	check   string
	subject evidence.Subject
}

func requiredItems(items []plan.Item) map[item]bool {
	required := map[item]bool{}
	for _, i := range items {
		if i.Required {
			required[item{i.Check, i.Subject}] = true
		}
	}
	return required
}

// status is healthy only if nothing failed, nothing required is unknown, no
// reading was refused, everything that the question names was found, and the
// run was complete.
func (r *Report) status() Status {
	faults := func(f Finding) bool { return f.Verdict == checks.Fail && f.Weight == checks.Fault }
	required := 0
	for _, f := range r.Findings {
		if f.Required {
			required++
		}
	}
	switch {
	case slices.ContainsFunc(r.Findings, faults):
		return Faulty
	case r.Unseen.Required > 0, r.Unseen.Refused > 0, len(r.Missing) > 0, r.Partial != "", required == 0:
		return Unknown
	}
	return Healthy
}

func (r *Report) causes(results []cause.Result) {
	for _, result := range results {
		switch {
		case result.State == cause.Supported && !result.Root:
			// Told as a consequence of its root.
		case result.State == cause.Supported && result.Asked:
			r.Roots = append(r.Roots, supported(result))
		case result.State == cause.Supported:
			r.AlsoSeen = append(r.AlsoSeen, supported(result))
		case !result.Asked:
			// A cause that explains nothing that was asked is not worth a line.
		case result.State == cause.RuledOut:
			r.RuledOut = append(r.RuledOut, line(result, checks.Pass))
		default:
			r.Open = append(r.Open, line(result, checks.Unknown))
		}
	}
}

func supported(result cause.Result) Cause {
	c := Cause{ID: result.Cause, Says: result.Says, Culprit: result.Culprit, Chain: result.Chain}
	for _, f := range result.Findings {
		c.Because = append(c.Because, f.Subject.String()+": "+f.Says)
		if !slices.Contains(c.Checks, f.Check) {
			c.Checks = append(c.Checks, f.Check)
			if f.Remedy != nil {
				c.Remedies = append(c.Remedies, f.Remedy)
			}
		}
		for _, digest := range f.Cites {
			if !slices.Contains(c.Cites, digest) {
				c.Cites = append(c.Cites, digest)
			}
		}
	}
	return c
}

const mostReasons = 3 // sentences quoted for a cause that is not supported

func line(result cause.Result, verdict checks.Verdict) CauseLine {
	l := CauseLine{ID: result.Cause, Says: result.Says, Sample: verdict == checks.Unknown}
	for _, f := range result.Findings {
		l.Sample = l.Sample && (f.Sample || f.Verdict != checks.Unknown)
		if f.Verdict == verdict && len(l.Because) < mostReasons {
			l.Because = append(l.Because, f.Subject.String()+": "+f.Says)
		}
	}
	return l
}

func evidenceOf(record evidence.Record) Evidence {
	return Evidence{
		Digest: record.Digest, Kind: record.Kind, Subject: record.Subject, Source: record.Call.String(),
		Time: record.Time, Items: record.Items, Bound: record.Bound,
	}
}

func cited(b *bundle.Bundle, kinds map[string]*evidence.Meta) (list []Evidence, probes []string) {
	list = []Evidence{}
	for _, record := range b.Records {
		list = append(list, evidenceOf(record))
		if kind := kinds[record.Kind]; kind != nil && kind.Effect == evidence.Active {
			probes = append(probes, record.Call.String())
		}
	}
	for _, gap := range b.Gaps {
		if kind := kinds[gap.Kind]; kind != nil && kind.Effect == evidence.Active {
			probes = append(probes, gap.Call.String()+" (no answer: "+string(gap.Reason)+")")
		}
	}
	return list, probes
}
