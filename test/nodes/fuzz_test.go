package nodes

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/netwhy/netwhy/nodeprobe"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// FuzzNode writes something into one file of a node, at one of its moments, and
// has the probe read both.
func FuzzNode(f *testing.F) {
	var all []*Node
	var paths [][]string
	for _, name := range Names(f) {
		n := Load(f, name)
		all, paths = append(all, n), append(paths, slices.Sorted(maps.Keys(n.at().files)))
	}
	for i := range all {
		for file := i; file < len(paths[i]); file += 24 { // a few are enough, since each is a whole node
			f.Add(uint8(i), uint16(file), uint16(70), uint16(3), file%2 == 0, " 99999999999999999999 -1\n:")
		}
	}
	f.Fuzz(func(t *testing.T, node uint8, file, at, length uint16, later bool, text string) {
		i := int(node) % len(all)
		n := &Node{Name: all[i].Name, readings: [2]*reading{all[i].readings[0].clone(), all[i].readings[1].clone()}}
		path, moment := paths[i][int(file)%len(paths[i])], n.readings[0]
		if later {
			moment = n.readings[1]
		}
		changed := *moment.files[path]
		from := min(int(at), len(changed.Data))
		to := min(from+int(length), len(changed.Data))
		changed.Data = slices.Concat(changed.Data[:from], []byte(text), changed.Data[to:])
		moment.files[path] = &fstest.MapFile{Data: changed.Data, Mode: changed.Mode, Sys: changed.Sys}

		p := nodeprobe.New(n.Name, n)
		p.Interfaces = n
		if _, err := p.Window(t.Context(), 0, true, nil); err != nil {
			t.Fatal(err)
		}
		n.Advance()
		w, err := p.Window(t.Context(), 0, false, []string{pod1, vethPod1})
		if err != nil {
			t.Fatal(err)
		}
		for k := range w.Scopes {
			for counter := range w.Scopes[k].Counters {
				w.Delta(&w.Scopes[k], counter)
			}
		}
		data, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &sample.Window{}); err != nil {
			t.Error(err)
		}
	})
}
