package evidence

// part is what a list of all nodes' holds of one of them: decoded, or to be decoded
// when somebody asks.
type part[T any] struct {
	list  []T
	later func() ([]T, error)
}

// partOf declares a kind of a node as a part of a kind that lists the same of all
// nodes. The function says what of an item is which node's.
func partOf[T, W any](whole Kind[W], kind Kind[T], of func(*W) (node string, is part[T])) Kind[T] {
	kind.Whole = whole.Meta
	kind.split = func(e *Entry, list any) map[string]*Entry {
		parts := map[string]*Entry{}
		all := list.([]W)
		for i := range all {
			node, is := of(&all[i])
			one := parts[node]
			if one == nil {
				one = e.own(kind.Meta, Of(Node, "", node))
				if one.read = is.later == nil; !one.read {
					one.later = func() (any, error) { return is.later() }
				}
				parts[node] = one
			}
			if is.later == nil {
				mine, _ := one.decoded.([]T)
				mine = append(mine, is.list...)
				one.decoded = mine
			}
		}
		return parts
	}
	kind.none = func() any { return []T{} }
	return kind
}

// own is the entry of a part, which cites the whole.
func (e *Entry) own(kind *Meta, s Subject) *Entry {
	return &Entry{Record: Record{Kind: kind.Name, Subject: s, Call: kind.Query.In(s), Time: e.Time, Bound: e.Bound, Digest: e.Digest}}
}

// part is what the list says of a node; a node that is not in it has an empty list.
func (e *Entry) part(kind *Meta, s Subject) *Entry {
	e.splitting.Lock()
	defer e.splitting.Unlock()
	parts, split := e.parts[kind.Name]
	if !split {
		list, err := e.list(kind.Whole)
		if err != nil {
			none := e.own(kind, s)
			none.read, none.err = true, err
			return none
		}
		if parts = kind.split(e, list); e.parts == nil {
			e.parts = map[string]map[string]*Entry{}
		}
		e.parts[kind.Name] = parts
		e.Release()
	}
	one := parts[s.Name]
	if one == nil {
		one = e.own(kind, s)
		one.read, one.decoded = true, kind.none()
		parts[s.Name] = one
	}
	return one
}
