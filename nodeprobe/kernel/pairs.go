package kernel

import "slices"

// readPairs reads lines of a name and a value.
func (r *Reader) readPairs(name string, text []byte) error {
	names, same, first := r.pairs, true, len(r.values)
	at := 0
	for n := 1; len(text) > 0; n++ {
		var line []byte
		line, text = cutLine(text)
		key, rest := nextWord(line)
		if len(key) == 0 {
			continue
		}
		value, rest := nextWord(rest)
		if len(value) == 0 || !isBlank(rest) {
			return malformed(name, n, "not a name and a value")
		}
		v, err := counter(value)
		if err != nil {
			return malformed(name, n, "%s: %v", short(string(key)), err)
		}
		if same && (at == len(names) || names[at] != string(key)) {
			same, names = false, slices.Clone(names[:at]) // the first file, or one of another form
		}
		if !same {
			names = append(names, string(key))
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
