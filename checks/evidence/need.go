package evidence

// Need is a kind that a check reads, for its subject.
type Need struct {
	Kind *Meta
	// Optional evidence enriches a finding; without it the check still judges.
	Optional bool
	// AbsentIsEmpty reads "the API does not exist in this cluster" as a
	// complete empty list: what has no CRD has no objects.
	AbsentIsEmpty bool
	// Late evidence is optional, and read only where the check fails without it.
	Late bool
	// Callee reads what belongs to the callee of a call; otherwise it is what
	// belongs to the caller.
	Callee bool
}

// Want is one reading to make: a kind, and whose.
type Want struct {
	Kind    *Meta
	Subject Subject
}

// Require is a need without which the verdict is Unknown.
func Require(k Any) Need { return Need{Kind: k.About()} }

// RequireIfInstalled is like [Require], but an API that the cluster does not
// serve counts as a complete empty list.
func RequireIfInstalled(k Any) Need { return Need{Kind: k.About(), AbsentIsEmpty: true} }

// Prefer is a need that enriches a finding and may be missing.
func Prefer(k Any) Need { return Need{Kind: k.About(), Optional: true, AbsentIsEmpty: true} }

// IfFailed is a need that enriches a failure: it is read only where there is one.
func IfFailed(k Any) Need {
	return Need{Kind: k.About(), Optional: true, AbsentIsEmpty: true, Late: true}
}

// AtCallee is the need of what belongs to the callee of a call.
func (n Need) AtCallee() Need {
	n.Callee = true
	return n
}

// For is whose record is read, when s is under examination. It reports false
// where the kind's scope has no meaning for s.
func (n Need) For(s Subject) (Subject, bool) {
	switch {
	case n.Callee:
		s = s.Callee()
	case s.Scope == Call && n.Kind.Scope != Call:
		s = s.Caller()
	}
	return n.Kind.For(s)
}

// For is whose record a kind's reading is, when s is under examination: the
// subject's own, its namespace's or the cluster's. It reports false where the
// kind's scope has no meaning for s.
func (m *Meta) For(s Subject) (Subject, bool) {
	switch {
	case m.Scope == Cluster:
		return TheCluster, true
	case m.Scope == s.Scope:
		return s, true
	case m.Scope == Namespace && s.InNamespace() != "":
		return Of(Namespace, "", s.InNamespace()), true
	}
	return Subject{}, false
}
