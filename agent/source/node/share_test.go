package node

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

func TestSharingChangesNothing(t *testing.T) {
	const text = `{"node":"a","kernel":"6.6","columns":{"cpu":["dropped","processed"]},"scopes":[
		{"kind":"cpu","name":"0","from":"2026-01-02T03:04:05Z","to":"2026-01-02T03:04:15Z","facts":{"a":"b"},"counters":{"dropped":{"first":1,"last":2,"bits":32}},"without":["x","y"]},
		{"kind":"cpu","name":"1","from":"2026-01-02T03:04:05Z","to":"2026-01-02T03:04:15Z"}]}`
	var plain, one, other sample.Window
	for _, w := range []*sample.Window{&plain, &one, &other} {
		if err := json.Unmarshal([]byte(text), w); err != nil {
			t.Fatal(err)
		}
	}
	var l lists
	l.share(&one)
	l.share(&other)
	if !reflect.DeepEqual(plain, one) || !reflect.DeepEqual(plain, other) {
		t.Errorf("got %+v, want %+v", other, plain)
	}
	if &one.Columns[sample.CPU][0] != &other.Columns[sample.CPU][0] {
		t.Error("two windows share nothing")
	}
	if got := l.list([]string{"dropped\nprocessed"}); len(got) != 1 {
		t.Errorf("a name with a line break became %q", got)
	}
	l.list([]string{"a\nb", "c"})
	if got := l.list([]string{"a", "b\nc"}); got[0] != "a" {
		t.Errorf("a node decides what another counts: %q", got)
	}
}
