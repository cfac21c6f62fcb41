package main

import (
	"strings"
	"testing"
)

// TestOurChangelogFits so that notes can be cut from it on the day of a release.
func TestOurChangelogFits(t *testing.T) {
	text := string(read(t, root, "CHANGELOG.md"))
	all, err := changelog(text)
	if err != nil {
		t.Fatal(err)
	}
	newest, err := notes(text, all[0].name())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(newest, "### Verdicts that change\n") || strings.Contains(newest, "\n## ") || strings.Contains(newest, "](docs/") {
		t.Errorf("the notes are %.300q…", newest)
	}
}

const someChanges = `# Changelog

The head.

## Unreleased

### Verdicts that change

- None.

## [0.2.0] - 2026-12-01

### Verdicts that change

- One, see [docs](docs/web.md#a-part) and [elsewhere](https://example.com/docs).

### Security

- Two.

## 0.2.0-rc.1 - 2026-12-01

### Verdicts that change

- None.
`

func TestNotesAreThoseOfOneVersion(t *testing.T) {
	got, err := notes(someChanges, "v0.2.0")
	if err != nil {
		t.Fatal(err)
	}
	want := "### Verdicts that change\n\n- One, see [docs](" + source + "/blob/v0.2.0/docs/web.md#a-part) and [elsewhere](https://example.com/docs).\n\n### Security\n\n- Two.\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, err := notes(someChanges, "Unreleased"); err != nil || got != "### Verdicts that change\n\n- None.\n" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := notes(someChanges, "v0.3.0"); err == nil || !strings.Contains(err.Error(), "## 0.3.0 - YYYY-MM-DD") {
		t.Errorf("got %v, want what to write", err)
	}
}

func TestChangelogsOutOfFormAreTold(t *testing.T) {
	for name, c := range map[string][2]string{
		"no entry":            {"# Changelog\n", "cannot find a release"},
		"a heading of no day": {strings.Replace(someChanges, "[0.2.0] - 2026-12-01", "0.2.0", 1), `"## 0.2.0"`},
		"old before new":      {strings.Replace(someChanges, "0.2.0-rc.1", "0.3.0", 1), "the newest goes first"},
		"a later day below":   {strings.Replace(someChanges, "0.2.0-rc.1 - 2026-12-01", "0.1.0 - 2026-12-02", 1), "the newest goes first"},
		"unreleased below":    {strings.Replace(someChanges, "0.2.0-rc.1 - 2026-12-01", "Unreleased", 1), "stand on top"},
		"a section of ours":   {strings.Replace(someChanges, "### Security", "### Odds and ends", 1), "Odds and ends"},
		"no word of verdicts": {strings.Replace(someChanges, "### Verdicts that change\n\n- One", "### Added\n\n- One", 1), `"0.2.0"`},
	} {
		if _, err := changelog(c[0]); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: got %v, want %q", name, err, c[1])
		}
	}
}
