package reach

import (
	"fmt"
	"maps"
	"slices"
)

// Suggestion is what would open a path.
type Suggestion struct {
	// Manifests are policies to review and add. With all of them the path is
	// open, and no other: see [Manifest.Wider] where that cannot be had.
	Manifests []Manifest
	// Change are rules that deny the path outright. No policy that is added
	// takes that back: these must be changed.
	Change []Rule
}

// Manifest is one policy that lets one path through on one side.
type Manifest struct {
	Policy
	Ingress bool   // it is for the destination; otherwise for the source
	YAML    string // to be given to kubectl apply
	// Wider says what else it opens, for want of a narrower way to say it.
	Wider string
}

// Allow is the smallest set of policies that opens a path. Each is tried out:
// what is returned has been seen to open its side. Its error says why there is
// none: the verdict is not known, or no policy can express it.
func (e *Engine) Allow(p Path) (Suggestion, error) {
	var s Suggestion
	for _, ingress := range []bool{false, true} {
		side, subject, peer := p.Egress, p.From, p.To
		if ingress {
			side, subject, peer = p.Ingress, p.To, p.From
		}
		switch {
		case side.Verdict == Unknown:
			return Suggestion{}, fmt.Errorf("what %s may do is not known: %s", subject, side.Why)
		case side.Verdict == Allowed:
			continue
		case side.Basis == ByDeny:
			s.Change = append(s.Change, side.Rules...)
			continue
		case subject.Sort != Pod && subject.Sort != Node:
			return Suggestion{}, fmt.Errorf("no policy is suggested for a %s", subject.Sort)
		}
		m, err := e.suggest(request{subject: subject, peer: peer, port: p.Port, ingress: ingress})
		if err != nil {
			return Suggestion{}, err
		}
		if err := e.proves(m, p); err != nil {
			return Suggestion{}, err
		}
		s.Manifests = append(s.Manifests, m)
	}
	return s, nil
}

// proves holds a manifest to its word: with it, its side of the path is open.
func (e *Engine) proves(m Manifest, p Path) error {
	with, err := e.with(m)
	if err != nil {
		return err
	}
	after := with.Path(p.From, p.To, p.Port)
	side := after.Egress
	if m.Ingress {
		side = after.Ingress
	}
	if side.Verdict != Allowed {
		return fmt.Errorf("cannot be opened by a policy that is added: with %s it is still %s %s", m.Policy, side.Verdict, side.Why)
	}
	return nil
}

// with is the engine with one more policy.
func (e *Engine) with(m Manifest) (*Engine, error) {
	with := *e
	with.sides = &known[sideKey, Side]{} // answers of before are without it
	with.book = book{slices.Clone(e.book.entries), maps.Clone(e.book.byNamespace)}
	for ns, list := range with.book.byNamespace {
		with.book.byNamespace[ns] = slices.Clip(list)
	}
	with.fqdns, with.blocks = nil, nil
	release, err := e.settings.hold()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := guard(func() error { return with.apply(m) }); err != nil {
		return nil, fmt.Errorf("cannot try out %s: %w", m.Policy, err)
	}
	with.index()
	return &with, nil
}
