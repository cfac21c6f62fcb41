package kernel

import (
	"bytes"
	"slices"
)

// readPairs reads lines of a name and a value.
func (r *Reader) readPairs(name string, text []byte) error {
	names, same, first := r.pairs, true, len(r.values)
	at := 0
	for n := 1; len(text) > 0; n++ {
		var line []byte
		line, text = cutLine(text)
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		end := bytes.IndexAny(line, " \t")
		value := bytes.TrimSpace(line[max(end, 0):])
		if end < 0 || bytes.ContainsAny(value, " \t") {
			return malformed(name, n, "not a name and a value")
		}
		v, err := counter(value)
		if err != nil {
			return malformed(name, n, "%s: %v", short(string(line[:end])), err)
		}
		if same && (at == len(names) || names[at] != string(line[:end])) {
			same, names = false, slices.Clone(names[:at]) // the first file, or one of another form
		}
		if !same {
			names = append(names, string(line[:end]))
		}
		r.values = append(r.values, v)
		at++
	}
	if at == 0 {
		return malformed(name, 1, "no counter")
	}
	r.pairs = names[:at:at]
	r.tally.Lists = append(r.tally.Lists, List{r.pairs, r.values[first:]})
	return nil
}
