package reference

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

// Value is one value of a chart that is no group of others.
type Value struct {
	Path, Comment string
	Default       any
}

var keyed = regexp.MustCompile(`^( *)([A-Za-z][A-Za-z0-9_-]*):(?: +([^#]*?))?(?: +# *(.*))?$`)

// Values are the values of a chart in the order of its file, each with the
// comment that stands above it or behind it.
func Values(data []byte) ([]Value, error) {
	var all map[string]any
	if err := yaml.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("cannot read the chart's values: %w", err)
	}
	type level struct {
		indent int
		key    string
	}
	var list []Value
	var at []level
	var above []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if text := strings.TrimSpace(line); strings.HasPrefix(text, "#") {
			above = append(above, strings.TrimSpace(strings.TrimPrefix(strings.TrimLeft(text, "# "), "-- ")))
			continue
		}
		m := keyed.FindStringSubmatch(line)
		if m == nil {
			above = nil
			continue
		}
		for len(at) > 0 && at[len(at)-1].indent >= len(m[1]) {
			at = at[:len(at)-1]
		}
		at = append(at, level{len(m[1]), m[2]})
		keys := make([]string, len(at))
		for i, l := range at {
			keys[i] = l.key
		}
		path := strings.Join(keys, ".")
		// What is within a list or a text looks like keys, and is none.
		if value, ok := At(all, path); ok {
			if group, isGroup := value.(map[string]any); !isGroup || len(group) == 0 {
				if m[4] != "" {
					above = append(above, m[4])
				}
				list = append(list, Value{path, strings.Join(above, " "), value})
			}
		}
		above = nil
	}
	return list, nil
}

// At is the value at a dotted path, and whether there is one.
func At(values map[string]any, path string) (any, bool) {
	var here any = values
	for key := range strings.SplitSeq(path, ".") {
		within, ok := here.(map[string]any)
		if !ok {
			return nil, false
		}
		if here, ok = within[key]; !ok {
			return nil, false
		}
	}
	return here, true
}

// valuesPage lists every value of a chart, with its default.
func valuesPage(data []byte) ([]byte, error) {
	values, err := Values(data)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(mark + "# Values of the chart\n\n`helm show values` of the chart prints the same with more room.\n\n| Value | Default | |\n|---|---|---|\n")
	for _, v := range values {
		text, err := json.Marshal(v.Default)
		if err != nil {
			return nil, fmt.Errorf("cannot write the value %s: %w", v.Path, err)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", v.Path, cell(string(text)), cell(v.Comment))
	}
	return []byte(b.String()), nil
}
