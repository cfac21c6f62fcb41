package path

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/reach"
)

// say puts the verdict about one end into words; way is the other end, and the
// port.
func say(s reach.Side, ingress bool, way string) Side {
	side := Side{Verdict: word(s.Verdict), Policies: s.Selecting}
	if len(s.Rules) > 0 {
		side.Policies = nil
		for _, r := range s.Rules {
			side.Policies = append(side.Policies, r.Policy)
		}
	}
	side.Says = why(s, ingress, way)
	if len(s.Beyond) > 0 {
		side.Says += fmt.Sprintf("; a proxy then lets through only %s", checks.Names(s.Beyond))
	}
	if len(s.Only) > 0 {
		side.Says += "; this is true of " + checks.Names(s.Only) + " only"
	}
	return side
}

func why(s reach.Side, ingress bool, way string) string {
	let := "lets it call"
	if ingress {
		let = "lets in"
	}
	switch s.Basis {
	case reach.NoPolicy:
		return "no policy selects it, so everything is allowed"
	case reach.ByRule:
		return fmt.Sprintf("%s allows it%s", s.Rules[0], peer(s.Rules[0]))
	case reach.ByDeny:
		return fmt.Sprintf("%s denies it%s, and a deny rule outweighs every rule that allows", s.Rules[0], peer(s.Rules[0]))
	case reach.ByDefault:
		if len(s.Selecting) == 0 {
			return "no policy allows it, and Cilium is set to deny what none allows (enable-policy: always)"
		}
		return fmt.Sprintf("%s it, and no rule %s %s; what no rule allows is denied", selects(s.Selecting), let, way)
	case reach.OpenDefault:
		return fmt.Sprintf("%s it, and deny only what they name, which this is not", selects(s.Selecting))
	case reach.OwnNode:
		return "a node may always reach its own pods"
	case reach.NotJudged:
		return "it is no pod, and policies govern pods only"
	case reach.Off:
		return "Cilium is set not to enforce policies (enable-policy: never)"
	case reach.OnlyAudited:
		return fmt.Sprintf("%s would deny it, but Cilium only reports that (policy-audit-mode)", checks.Names(names(s.Selecting)))
	}
	return "not known: " + s.Why
}

func peer(r reach.Rule) string {
	if r.Peer == "" {
		return ""
	}
	return " (" + checks.Clean(r.Peer, 200) + ")"
}

// selects are policies as the subject of a sentence.
func selects(list []reach.Policy) string {
	if len(list) == 1 {
		return list[0].String() + " selects"
	}
	return checks.Names(names(list)) + " select"
}

func names(list []reach.Policy) (names []string) {
	for _, p := range list {
		names = append(names, p.String())
	}
	return names
}

// Text is the answer for a terminal.
func (a *Answer) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s → %s\n", strings.ToUpper(a.Verdict), a.From, a.To)
	for _, w := range a.Ways {
		fmt.Fprintf(&b, "\n%s → %s, %s: %s\n", w.From, w.To, w.Port, w.Verdict)
		fmt.Fprintf(&b, "  leaving   %s: %s\n", w.Leaving.Verdict, w.Leaving.Says)
		fmt.Fprintf(&b, "  entering  %s: %s\n", w.Enter.Verdict, w.Enter.Says)
		if len(w.Open) > 0 {
			fmt.Fprintln(&b, "\n  This would open the way. Review it, save it as FILE and run \"kubectl apply -f FILE\":")
		}
		for _, m := range w.Open {
			fmt.Fprintf(&b, "\n%s", m.Manifest)
			if m.Wider != "" {
				fmt.Fprintf(&b, "# It opens more than that: %s\n", m.Wider)
			}
		}
		if w.NoOpen != "" {
			fmt.Fprintf(&b, "  %s\n", w.NoOpen)
		}
	}
	for _, n := range a.Notes {
		fmt.Fprintf(&b, "\nNote: %s\n", n)
	}
	for _, g := range a.Gaps {
		fmt.Fprintf(&b, "\nNot read: %s\n", g)
	}
	return b.String()
}
