package reach

// Verdict is what policies say of one side of a path.
type Verdict string

// The verdicts. The zero value is Unknown.
const (
	Unknown Verdict = ""
	Allowed Verdict = "allowed"
	Denied  Verdict = "denied"
)

// Basis is what a verdict rests on.
type Basis string

// What a verdict may rest on.
const (
	NoPolicy    Basis = "no policy selects it"
	ByRule      Basis = "a rule allows it"
	ByDeny      Basis = "a rule denies it"
	ByDefault   Basis = "no rule allows it" // policies select the end, and none lets this through
	OpenDefault Basis = "no rule denies it" // the policies that select the end deny only what they name
	OwnNode     Basis = "its own node may always reach it"
	NotJudged   Basis = "no policy governs this end" // outside, or a node without host firewall
	Off         Basis = "policies are not enforced"  // enable-policy: never
	OnlyAudited Basis = "policies are audited, not enforced"
)

// Side is the verdict about one side of a path: egress at its source, or
// ingress at its destination.
type Side struct {
	Verdict Verdict
	Basis   Basis
	// Rules decide: those that allow, or deny. Empty for a default.
	Rules []Rule
	// Selecting are the policies that select the end in this direction. Where
	// nothing else decides, they are why the rest is denied.
	Selecting []Policy
	// Beyond is what a proxy demands of what is let through.
	Beyond []string
	// Why says what keeps the verdict from being known.
	Why string
	// Only names the addresses that the verdict is about where it differs
	// between those of an end.
	Only []string
}

// Rule is one rule of a policy.
type Rule struct {
	Policy
	Section string // where it is written: "ingress[0].from[1]"
	Peer    string // which of its selectors fits the other end
	Denies  bool
	// ByName says that the selector is of host names: it works from when the
	// pod has asked DNS for the name by way of Cilium's proxy, and not before.
	ByName bool
}

// String is the rule as a sentence names it.
func (r Rule) String() string { return r.Policy.String() + ", " + r.Section }

// Path is the answer about one path.
type Path struct {
	From, To End
	Port     Port
	Egress   Side
	Ingress  Side
}

// Verdict is that of both sides together: what either denies does not pass.
func (p Path) Verdict() Verdict {
	switch {
	case p.Egress.Verdict == Denied || p.Ingress.Verdict == Denied:
		return Denied
	case p.Egress.Verdict == Unknown || p.Ingress.Verdict == Unknown:
		return Unknown
	}
	return Allowed
}
