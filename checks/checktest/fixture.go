package checktest

import (
	"fmt"
	"path"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/tools/txtar"
)

// Fixture is a check's cases.
type Fixture struct{ Cases []Case }

// Case is one recorded situation and what the check must say of it.
type Case struct {
	Name    string // pass, fail, unknown, near-miss, or one of these with a suffix
	Subject evidence.Subject
	Gaps    map[string]evidence.Reason // by kind
	Want    checks.Verdict
	Says    string // part of the sentence
	Object  string // the culprit, where stated
	Fix     string // part of a fix command, where stated
	Without map[string]bool
	files   map[string][]byte // by name, without the case's folder; case files replace objects of common ones
	common  map[string][]byte
}

// Parse reads a fixture.
func Parse(data []byte) (Fixture, error) {
	archive := txtar.Parse(data)
	var fixture Fixture
	var subject evidence.Subject
	for number, line := range strings.Split(string(archive.Comment), "\n") {
		if err := fixture.header(strings.TrimSpace(line), &subject); err != nil {
			return fixture, fmt.Errorf("cannot read header line %d: %w", number+1, err)
		}
	}
	if len(fixture.Cases) == 0 {
		return fixture, fmt.Errorf("cannot use fixture: it has no case")
	}
	common := map[string][]byte{}
	for _, file := range archive.Files {
		folder, name := path.Split(file.Name)
		if folder == "" {
			common[name] = file.Data
			continue
		}
		c := fixture.find(strings.TrimSuffix(folder, "/"))
		if c == nil {
			return fixture, fmt.Errorf("file %q belongs to no case", file.Name)
		}
		c.files[name] = file.Data
	}
	for i := range fixture.Cases {
		fixture.Cases[i].common = common
	}
	return fixture, nil
}

func (f *Fixture) find(name string) *Case {
	for i := range f.Cases {
		if f.Cases[i].Name == name {
			return &f.Cases[i]
		}
	}
	return nil
}

func (f *Fixture) header(line string, subject *evidence.Subject) (err error) {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	var c *Case
	if len(f.Cases) > 0 {
		c = &f.Cases[len(f.Cases)-1]
	}
	switch {
	case line == "" || strings.HasPrefix(line, "#"):
		return nil
	case word == "case":
		name, _, _ := strings.Cut(rest, ":")
		if f.find(name) != nil {
			return fmt.Errorf("case %q is there twice", name)
		}
		f.Cases = append(f.Cases, Case{Name: name, Subject: *subject, Gaps: map[string]evidence.Reason{}, Without: map[string]bool{}, files: map[string][]byte{}})
		return nil
	case word == "subject:":
		s, err := evidence.ParseSubject(rest)
		if c == nil {
			*subject = s
		} else {
			c.Subject = s
		}
		return err
	case c == nil:
		return fmt.Errorf("%q comes before the first case", line)
	case word == "gap:":
		kind, reason, _ := strings.Cut(rest, " ")
		c.Gaps[kind] = evidence.Reason(reason)
	case word == "without:":
		c.Without[rest] = true
	case word == "want:":
		verdict, says, _ := strings.Cut(rest, "|")
		c.Says = strings.TrimSpace(says)
		return c.Want.UnmarshalText([]byte(strings.TrimSpace(verdict)))
	case word == "object:":
		c.Object = rest
	case word == "fix:":
		c.Fix = rest
	default:
		return fmt.Errorf("unknown line %q: a line begins with case, subject:, want:, gap:, without:, object: or fix:, and then has its value", line)
	}
	return nil
}
