package scenarios

import (
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"
)

// scenario is one situation and the truth about it.
type scenario struct {
	ask, namespace, status, mended string
	roots, also, says, never       []string
	without, dns                   []string
	apps                           string
	objects                        []byte
}

func parse(data []byte) (s scenario, err error) {
	archive := txtar.Parse(data)
	lines := strings.Split(strings.TrimSpace(string(archive.Comment)), "\n")
	fields := map[string]*string{"ask": &s.ask, "namespace": &s.namespace, "status": &s.status, "mended": &s.mended}
	lists := map[string]*[]string{"root": &s.roots, "also": &s.also, "says": &s.says, "never": &s.never, "without": &s.without, "dns": &s.dns}
	for _, line := range lines[min(1, len(lines)):] { // the first line says what it is about
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case line == "":
		case fields[name] != nil:
			*fields[name] = value
		case lists[name] != nil:
			*lists[name] = append(*lists[name], value)
		default:
			return s, fmt.Errorf("unknown line %q", line)
		}
	}
	for _, file := range archive.Files {
		switch file.Name {
		case "apps":
			s.apps = string(file.Data)
		case "objects.yaml":
			s.objects = file.Data
		default:
			return s, fmt.Errorf("unknown section %q", file.Name)
		}
	}
	if s.status == "" {
		return s, fmt.Errorf("no status")
	}
	return s, nil
}
