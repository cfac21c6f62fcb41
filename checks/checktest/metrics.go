package checktest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
)

var (
	metricForm = regexp.MustCompile(`^(\w+)(?:\{(.*)\})? (\S+)$`)
	labelForm  = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// metrics reads what the agents of Cilium counted, as the package's doc
// describes it.
func metrics(text []byte) (items []json.RawMessage, err error) {
	m := evidence.AgentMetrics{Pod: "cilium-x", Seconds: 3, Series: []evidence.Series{}}
	for number, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case word == "node":
			m.Node = rest
		case word == "missing":
			part, why, _ := strings.Cut(rest, " ")
			m.Missing = map[string]string{part: why}
		default:
			s, err := series(line)
			if err != nil {
				return nil, fmt.Errorf("cannot read line %d, %q: %w", number+1, line, err)
			}
			m.Series = append(m.Series, s)
		}
	}
	if m.Node == "" {
		return []json.RawMessage{}, nil
	}
	item, err := json.Marshal(m)
	return []json.RawMessage{item}, err
}

func series(line string) (s evidence.Series, err error) {
	parts := metricForm.FindStringSubmatch(line)
	if parts == nil {
		return s, fmt.Errorf("want name{label=\"value\"} number")
	}
	s.Name = parts[1]
	for _, l := range labelForm.FindAllStringSubmatch(parts[2], -1) {
		if s.Labels == nil {
			s.Labels = map[string]string{}
		}
		s.Labels[l[1]] = l[2]
	}
	before, grown, grew := strings.Cut(parts[3], "+")
	var first, moved float64
	if before != "" {
		if first, err = strconv.ParseFloat(before, 64); err != nil {
			return s, err
		}
		s.First = &first
	}
	if grew {
		if moved, err = strconv.ParseFloat(grown, 64); err != nil {
			return s, err
		}
	}
	s.Last = first + moved
	return s, nil
}
