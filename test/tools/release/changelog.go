package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// entry is one release of the changelog; without a version it is what is not released.
type entry struct {
	version string // without v
	date    string
	text    string // below its heading
}

var (
	headings = regexp.MustCompile(`^## (?:Unreleased|\[?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)\]? - (\d{4}-\d\d-\d\d))$`)
	// sections are those of Keep a Changelog, and before them what the file's head promises.
	sections = []string{"Verdicts that change", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
)

// changelog reads a changelog in the form of keepachangelog.com, newest first.
func changelog(text string) (all []entry, err error) {
	for number, line := range strings.Split(text, "\n") {
		switch section, isSection := strings.CutPrefix(line, "### "); {
		case strings.HasPrefix(line, "## "):
			found := headings.FindStringSubmatch(line)
			if found == nil {
				return nil, fmt.Errorf("cannot read line %d, %q: write ## Unreleased or ## 1.2.3 - 2026-12-31", number+1, line)
			}
			e := entry{version: found[1], date: found[2]}
			if err := follows(all, e); err != nil {
				return nil, fmt.Errorf("cannot read line %d: %w", number+1, err)
			}
			all = append(all, e)
			continue
		case len(all) == 0:
			continue // the head
		case isSection && !slices.Contains(sections, section):
			return nil, fmt.Errorf("cannot read line %d: %q is none of %s", number+1, section, strings.Join(sections, ", "))
		}
		all[len(all)-1].text += line + "\n"
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("cannot find a release: write ## Unreleased below the head")
	}
	for _, e := range all {
		if !strings.HasPrefix(strings.TrimSpace(e.text), "### "+sections[0]+"\n") {
			return nil, fmt.Errorf("cannot take the entry %q: it must begin with the section %q", e.name(), sections[0])
		}
	}
	return all, nil
}

func follows(all []entry, e entry) error {
	if len(all) == 0 {
		return nil
	}
	newer := all[len(all)-1]
	switch {
	case e.version == "":
		return fmt.Errorf("unreleased changes stand on top, and once")
	case newer.version == "":
		return nil
	case semver.Compare("v"+newer.version, "v"+e.version) <= 0 || newer.date < e.date:
		return fmt.Errorf("%s of %s stands below %s of %s: the newest goes first", e.version, e.date, newer.version, newer.date)
	}
	return nil
}

func (e entry) name() string {
	if e.version == "" {
		return "Unreleased"
	}
	return e.version
}
