package cilium

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWhatChecksReadIsKept holds the families against the code that names them.
func TestWhatChecksReadIsKept(t *testing.T) {
	read := map[string]bool{started: true}
	named := regexp.MustCompile(`"((?:cilium|hubble)_[a-z_0-9]+)"`)
	for _, pattern := range []string{"../../../checks/cilium/*.go", "../../../checks/mtls/*.go", "summary.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range named.FindAllStringSubmatch(string(text), -1) {
				if m[1] != "hubble_ring_buffer" { // the value of a label
					read[m[1]] = true
				}
			}
		}
	}
	for family := range read {
		if _, ok := families[family]; !ok {
			t.Errorf("%s is read, and not kept", family)
		}
	}
	for family := range families {
		if !read[family] {
			t.Errorf("%s is kept, and nobody reads it", family)
		}
	}
}

// FuzzParse feeds what a hostile process might answer.
func FuzzParse(f *testing.F) {
	for _, file := range []string{"agent.txt", "hubble.txt"} {
		text, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("cilium_version{version=\"\u202eevil\x1b[31m\"} NaN\n")
	f.Add("# TYPE cilium_bpf_map_pressure histogram\ncilium_bpf_map_pressure_bucket{le=\"+Inf\"} 1\ncilium_bpf_map_pressure +Inf\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parse(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, v := range all {
			if _, ok := families[v.name]; !ok || v.value != v.value {
				t.Errorf("keeps %+v", v)
			}
			for label, value := range v.labels {
				if !kept(v.name, label) || strings.ContainsAny(value, "\x1b\u202e\n") || len([]rune(value)) > mostLabel+1 {
					t.Errorf("keeps the label %s=%q", label, value)
				}
			}
		}
	})
}
