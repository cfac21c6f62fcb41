package nodes

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/nodeprobe"
	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

var update = flag.Bool("update", false, "write the windows of the nodes anew")

// pods are the UIDs of the node's pods.
func (n *Node) pods(t testing.TB) (uids []string) {
	t.Helper()
	list, err := kernel.Namespaces(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, ns := range list.Namespaces {
		if !ns.Host {
			uids = append(uids, ns.PodUID)
		}
	}
	return uids
}

// window asks the real probe for a window of ten seconds that begins now, by a
// clock that costs none; halfway the node goes on to its second moment.
func window(t *testing.T, n *Node) (w *sample.Window) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := nodeprobe.New(n.Name, n)
		p.Interfaces = n
		time.AfterFunc(5*time.Second, n.Advance)
		var err error
		if w, err = p.Window(t.Context(), 10*time.Second, true, n.pods(t)); err != nil {
			t.Fatal(err)
		}
	})
	return w
}

// printed is a window as JSON, with a line for each thing in it.
func printed(t testing.TB, w *sample.Window) []byte {
	t.Helper()
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("{")
	for _, name := range slices.Sorted(keys(fields)) {
		if b.Len() > 1 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n%q:", name)
		var list []json.RawMessage
		if json.Unmarshal(fields[name], &list) != nil {
			b.Write(fields[name])
			continue
		}
		b.WriteString("[\n")
		b.Write(bytes.Join(rawBytes(list), []byte(",\n")))
		b.WriteString("\n]")
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

func keys(m map[string]json.RawMessage) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func rawBytes(list []json.RawMessage) (all [][]byte) {
	for _, raw := range list {
		all = append(all, raw)
	}
	return all
}

// TestWindows holds the whole window of each node against the one beside it.
func TestWindows(t *testing.T) {
	for _, name := range Names(t) {
		t.Run(name, func(t *testing.T) {
			w := window(t, Load(t, name))
			got, path := printed(t, w), filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the window is another; look at it with -update and git diff\n%s", firstDifference(got, want))
			}
			var again sample.Window
			if err := json.Unmarshal(want, &again); err != nil || !bytes.Equal(printed(t, &again), want) {
				t.Errorf("the file is no window: %v", err)
			}
		})
	}
}

func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Sprintf("line %d\ngot  %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
