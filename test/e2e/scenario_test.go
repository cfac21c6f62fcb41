package e2e

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// line is a step of a scenario: a verb and what it is about.
type line struct{ verb, text string }

// scenario is one situation and the truth about it.
type scenario struct {
	name, about                              string
	ask, namespace, network, status, pending string
	mended, probe                            string
	roots, also, says, never                 []string
	steps, undo                              []line
	objects                                  []byte
}

func parse(name string, data []byte) (s scenario, err error) {
	archive := txtar.Parse(data)
	about, header, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
	s = scenario{name: name, about: about, network: "cilium"}
	fields := map[string]*string{"ask": &s.ask, "namespace": &s.namespace, "network": &s.network, "status": &s.status, "pending": &s.pending, "mended": &s.mended, "probe": &s.probe}
	lists := map[string]*[]string{"root": &s.roots, "also": &s.also, "says": &s.says, "never": &s.never}
	steps := map[string]*[]line{"do": &s.steps, "until": &s.steps, "broken": &s.steps, "works": &s.steps, "flows": &s.steps, "proof": &s.steps, "partly": &s.steps, "undo": &s.undo}
	for text := range strings.Lines(header) {
		key, value, _ := strings.Cut(strings.TrimSpace(text), ":")
		value = strings.TrimSpace(value)
		switch {
		case key == "":
		case fields[key] != nil:
			*fields[key] = value
		case lists[key] != nil:
			*lists[key] = append(*lists[key], value)
		case steps[key] != nil:
			if key == "undo" {
				key = "do"
				s.undo = append(s.undo, line{key, value})
				continue
			}
			s.steps = append(s.steps, line{key, value})
		default:
			return s, fmt.Errorf("unknown line %q", text)
		}
	}
	for _, file := range archive.Files {
		if file.Name != "objects.yaml" {
			return s, fmt.Errorf("unknown section %q", file.Name)
		}
		s.objects = file.Data
	}
	switch {
	case s.ask == "" || s.about == "":
		return s, fmt.Errorf("nothing is asked")
	case s.status == "fault" && len(s.roots) == 0:
		return s, fmt.Errorf("a fault without a root")
	case s.status != "fault" && s.status != "healthy" && s.status != "unknown":
		return s, fmt.Errorf("the status is %q", s.status)
	case s.probe != "" && s.probe != "none":
		return s, fmt.Errorf("the probe is %q", s.probe)
	case s.pending != "" && (s.pending[0] < '3' || s.pending[0] > '9' || len(s.pending) < 10):
		return s, fmt.Errorf("pending needs the number of an issue and a reason")
	}
	return s, nil
}

// disturbs says whether a scenario moves counters of kernels that accuse somebody
// until the windows of the node probes have passed.
func (s scenario) disturbs() bool {
	return slices.ContainsFunc(s.steps, func(l line) bool {
		return strings.HasPrefix(l.text, "node ") || strings.HasPrefix(l.text, "pod ") || strings.HasPrefix(l.text, "client run flood")
	})
}
