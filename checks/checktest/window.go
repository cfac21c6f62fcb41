package checktest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// windows reads what node probes saw, as the package's doc describes it.
func windows(kind *evidence.Meta, text []byte) (items []json.RawMessage, err error) {
	var nodes []*reading
	for number, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if word == "node" {
			nodes = append(nodes, newReading(rest))
			continue
		}
		if len(nodes) == 0 {
			return nil, fmt.Errorf("cannot read line %d: it begins no node", number+1)
		}
		if err := nodes[len(nodes)-1].line(word, rest); err != nil {
			return nil, fmt.Errorf("cannot read line %d, %q: %w", number+1, line, err)
		}
	}
	for _, n := range nodes {
		var item any = n.window()
		if kind.Name == evidence.PodNetworks.Name {
			pods := evidence.PodNetwork{Node: n.first.Node, Pods: n.pods, Missing: n.missing}
			if n.missing == "" {
				pods.Window = n.window()
			}
			item = pods
		}
		data, err := json.Marshal(item)
		if err != nil {
			return nil, err
		}
		items = append(items, data)
	}
	return items, nil
}

// reading is one node, read twice.
type reading struct {
	first, last *sample.Sample
	length      time.Duration
	pods        []string
	missing     string
	now         sample.Window // what has one reading only
}

func newReading(node string) *reading {
	return &reading{
		first: &sample.Sample{Node: node, Boot: "b"}, last: &sample.Sample{Node: node, Boot: "b", Sysctls: map[string]string{}},
		length: 10 * time.Second,
	}
}

func (r *reading) window() *sample.Window {
	w := sample.Between(r.first, r.last)
	w.Looked, w.Listens, w.Routes, w.Ports, w.Neighbours = r.now.Looked, r.now.Listens, r.now.Routes, r.now.Ports, r.now.Neighbours
	return w
}

func (r *reading) line(word, rest string) (err error) {
	fields := strings.Fields(rest)
	switch kind := sample.Kind(word); kind {
	case "window":
		r.length, err = time.ParseDuration(rest)
	case "pods":
		r.pods = fields
	case "missing":
		r.missing = rest
	case "looked":
		r.now.Looked = fields
	case "sysctl":
		name, value, _ := strings.Cut(rest, " ")
		r.last.Sysctls[name] = value
	case "partial":
		part, why, _ := strings.Cut(rest, " ")
		r.last.Missing(sample.Kind(part), fmt.Errorf("%s", why))
	case "listen":
		return r.listener(fields)
	case "route":
		return r.route(fields)
	case "ports":
		return r.ports(fields)
	case "call":
		return r.call(fields)
	case "neigh":
		return r.neighbour(fields)
	case sample.CPU, sample.Device, sample.Queueing, sample.Namespace, sample.Conntrack, sample.Neighbour, sample.Socket, sample.Pressure, sample.Drop:
		return r.row(kind, rest)
	default:
		return fmt.Errorf("unknown word %q", word)
	}
	return err
}

// row reads "NAME fact=value …: counter first+moved …". A counter is 64 bits
// wide, or 32 with "/32" behind its name; "new" before the name is a thing that
// the first reading lacks.
func (r *reading) row(kind sample.Kind, rest string) error {
	rest, isNew := strings.CutPrefix(rest, "new ")
	head, tail := rest, ""
	if at := strings.LastIndex(rest, ": "); at >= 0 { // a queueing discipline is named "eth0 1:"
		head, tail = rest[:at], rest[at+2:]
	}
	var name []string
	facts := map[string]string{}
	for _, word := range unquoted(strings.TrimSuffix(head, ":")) {
		if fact, value, is := strings.Cut(word, "="); is {
			facts[fact] = value
		} else {
			name = append(name, word)
		}
	}
	var wide, narrow [2]map[string]uint64
	for i := range 2 {
		wide[i], narrow[i] = map[string]uint64{}, map[string]uint64{}
	}
	words := strings.Fields(tail)
	for i := 0; i+1 < len(words); i += 2 {
		counter, is32 := strings.CutSuffix(words[i], "/32")
		before, moved, _ := strings.Cut(words[i+1], "+")
		first, err := strconv.ParseUint(before, 10, 64)
		delta, bad := strconv.ParseUint(moved, 10, 64)
		if err = cmp.Or(err, bad); err != nil {
			return err
		}
		into := wide
		if is32 {
			into = narrow
		}
		into[0][counter], into[1][counter] = first, first+delta
	}
	if len(words)%2 != 0 {
		return fmt.Errorf("a counter has no value")
	}
	row := sample.Row{Name: strings.Join(name, " "), At: recorded, Facts: facts}
	if !isNew {
		r.first.Table(kind).Add(row, sample.Wide(wide[0]), sample.Narrow(narrow[0]))
	}
	row.At = recorded.Add(r.length)
	r.last.Table(kind).Add(row, sample.Wide(wide[1]), sample.Narrow(narrow[1]))
	return nil
}

// unquoted are the words of a text, of which one in quotes may have spaces.
func unquoted(text string) []string {
	inside := false
	words := strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			inside = !inside
		}
		return r == ' ' && !inside
	})
	for i, w := range words {
		words[i] = strings.ReplaceAll(w, `"`, "")
	}
	return words
}
