package kernel

import (
	"bytes"
	"strings"
)

// mostSections bounds the lines of names that are kept. A kernel has eight, but
// that of IcmpMsg names what is not zero, and so has many forms.
const mostSections = 64

// section is a line of names after a prefix.
type section struct {
	prefix  string
	columns []column
	names   []string // of those that are counters
}

// column is one name of a section, as "Tcp.CurrEstab".
type column struct {
	name  string
	level bool
}

// readSections reads pairs of lines: names, then values, after the same prefix.
func (r *Reader) readSections(name string, text []byte) error {
	var open *section
	last, found := 1, false
	for n := 1; len(text) > 0; n++ {
		var line []byte
		if line, text = cutLine(text); isBlank(line) {
			continue
		}
		last = n
		if open == nil {
			if open = r.section(line); open == nil {
				return malformed(name, n, "no prefix that ends in a colon")
			}
			continue
		}
		head, rest, _ := bytes.Cut(line, []byte(":"))
		if string(head) != open.prefix {
			return malformed(name, n, "values of %q after names of %q", short(string(head)), short(open.prefix))
		}
		if err := r.row(open, name, n, rest); err != nil {
			return err
		}
		found = found || len(open.columns) > 0
		open = nil
	}
	if open != nil || !found {
		return malformed(name, last, "names without values")
	}
	return nil
}

// row reads the values of a section.
func (r *Reader) row(s *section, name string, n int, text []byte) error {
	first := len(r.values)
	for _, column := range s.columns {
		var word []byte
		if word, text = nextWord(text); len(word) == 0 {
			return malformed(name, n, "fewer values than the %d names", len(s.columns))
		}
		v, err := counter(word)
		switch {
		case err != nil:
			return malformed(name, n, "%s: %v", column.name, err)
		case column.level:
			r.tally.Levels = append(r.tally.Levels, Level{column.name, v})
		default:
			r.values = append(r.values, v)
		}
	}
	if !isBlank(text) {
		return malformed(name, n, "more values than the %d names", len(s.columns))
	}
	r.tally.Lists = append(r.tally.Lists, List{s.names, r.values[first:]})
	return nil
}

// section is the section of a line of names, nil if the line is none.
func (r *Reader) section(line []byte) *section {
	if s := r.sections[string(line)]; s != nil {
		return s
	}
	head, rest, ok := strings.Cut(string(line), ":")
	if !ok || !isPrefix(head) {
		return nil
	}
	s := &section{prefix: head}
	for name := range strings.FieldsSeq(rest) {
		c := column{name: head + "." + name}
		if c.level = isLevel[c.name]; !c.level {
			s.names = append(s.names, c.name)
		}
		s.columns = append(s.columns, c)
	}
	if len(r.sections) == mostSections {
		clear(r.sections)
	}
	r.sections[string(line)] = s
	return s
}

// cutLine takes the first line from a text.
func cutLine(text []byte) (line, rest []byte) {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return text[:end], text[end+1:]
	}
	return text, nil
}

func isBlank(line []byte) bool {
	word, _ := nextWord(line)
	return len(word) == 0
}
