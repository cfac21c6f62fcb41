package reach

// Alike reports whether policies cannot tell two pods apart, whoever stands at the
// other end. It may say of alike ones that they can be told apart.
func (e *Engine) Alike(a, b End) bool {
	if a.Sort != Pod || b.Sort != Pod || a.unread || b.unread {
		return false
	}
	release, err := e.settings.hold()
	if err != nil {
		return false
	}
	defer release()
	return e.pod(a) == e.pod(b) // of what it has forgotten in between it makes two
}
