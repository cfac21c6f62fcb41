package path

import (
	"context"
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
)

// Look reads evidence and returns all that has been read so far.
type Look func(ctx context.Context, wants []evidence.Want) *evidence.Snapshot

// mostWays bounds how many ways an answer lists.
const mostWays = 20

// Explain answers whether policies let one end call another. Its error is of
// the question: ends that cannot be read, or that do not exist.
func Explain(ctx context.Context, look Look, from, to string) (*Answer, error) {
	a, err := parse(from)
	if err != nil {
		return nil, err
	}
	b, err := parse(to)
	if err != nil {
		return nil, err
	}
	e := &eyes{ctx: ctx, look: look}
	a, b = e.meant(a), e.meant(b)
	e.law(a, b)
	sources, err := e.sources(a)
	if err != nil {
		return nil, err
	}
	targets, err := e.targets(b)
	if err != nil {
		return nil, err
	}
	rules := e.rules(a, b)
	strange := e.strange(&rules, a, b)
	engine, err := reach.New(rules)
	if err != nil {
		return nil, fmt.Errorf("cannot judge the policies: %w", err)
	}
	answer := &Answer{From: strings.TrimSpace(from), To: strings.TrimSpace(to), Ways: []Way{}, Notes: e.notes, Gaps: e.gaps}
	for _, s := range sources {
		for _, t := range targets {
			if len(answer.Ways) == mostWays {
				answer.Notes = append(answer.Notes, fmt.Sprintf("only the first %d ways are listed, and the verdict is of these", mostWays))
				answer.Verdict = overall(answer.Ways)
				return answer, nil
			}
			answer.Ways = append(answer.Ways, e.way(engine, s, t, strange))
		}
	}
	for _, r := range engine.Refused() {
		answer.Notes = append(answer.Notes, checks.Clean(fmt.Sprintf("Cilium does not take %s as it is written: %s", r.Policy, r.Error), 400))
	}
	answer.Verdict = overall(answer.Ways)
	return answer, nil
}

// way judges one way.
func (e *eyes) way(engine *reach.Engine, s, t end, strange string) Way {
	p := engine.Path(s.End, t.End, t.port)
	if t.Sort == reach.Address && p.Egress.Verdict == reach.Unknown && s.of.Kind != "" {
		if t.Names = e.learned(s, t); t.Names != nil {
			p = engine.Path(s.End, t.End, t.port)
		}
	}
	hedge := func(side *reach.Side, governed reach.End) {
		switch {
		case governed.Sort != reach.Pod:
		case len(e.gaps) > 0 && side.Basis != reach.ByDeny:
			*side = reach.Side{Selecting: side.Selecting, Why: e.gaps[0].String()}
		case strange != "":
			*side = reach.Side{Selecting: side.Selecting, Why: strange + " may decide about it, in a dialect that is not evaluated"}
		}
	}
	hedge(&p.Egress, p.From)
	hedge(&p.Ingress, p.To)
	hint := e.lookUps(engine, s, t, &p.Egress)
	w := Way{From: s.says, To: t.says, Port: t.port.String(), Verdict: word(p.Verdict()), Leaving: say(p.Egress, false, t.says+" on "+t.port.String()), Enter: say(p.Ingress, true, s.says+" on "+t.port.String())}
	w.Leaving.Says += hint
	if t.via != "" {
		w.Port += " (" + t.via + ")"
	}
	if p.Verdict() != reach.Denied {
		return w
	}
	suggestion, err := engine.Allow(p)
	switch {
	case err != nil:
		w.NoOpen = "No policy that is added would open the way: " + err.Error()
	case len(suggestion.Change) > 0:
		w.NoOpen = fmt.Sprintf("No policy that is added would open the way: narrow or take away the deny rule %s.", suggestion.Change[0])
	}
	for _, m := range suggestion.Manifests {
		if w.NoOpen == "" {
			w.Open = append(w.Open, Opening{m.Policy, m.YAML, m.Wider})
		}
	}
	return w
}
