package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
)

var (
	// numbered are what tells one machine from all others.
	numbered = regexp.MustCompile(`"(?:bootID|machineID|systemUUID|boot|bootid)":\s*"[^"]+"`)
	kernels  = regexp.MustCompile(`"(?:kernelVersion|kernel)":\s*"([^"]+)"`)
	// generic are versions without what a builder added; AKS' is everybody's.
	generic = regexp.MustCompile(`^[0-9.]+(-azure)?$`)
)

// telling is what a text tells of the machine that it was recorded on.
func telling(text []byte) string {
	for _, found := range kernels.FindAllSubmatch(text, -1) {
		if !generic.Match(found[1]) {
			return string(found[0])
		}
	}
	return string(numbered.Find(text))
}

// TestNoRecordingTellsItsMachine looks for what would tell where a recording
// was made: whatever names one machine, and the machine of the test by its names.
func TestNoRecordingTellsItsMachine(t *testing.T) {
	own := map[string]*regexp.Regexp{}
	for _, file := range []string{"/etc/machine-id", "/proc/sys/kernel/random/boot_id", "/proc/sys/kernel/osrelease", "/proc/sys/kernel/hostname"} {
		// A machine without the file has no such name.
		if data, err := os.ReadFile(file); err == nil && len(bytes.TrimSpace(data)) > 0 {
			own[file] = regexp.MustCompile(`(?:^|[^A-Za-z0-9._/-])` + regexp.QuoteMeta(strings.TrimSpace(string(data))) + `(?:[^A-Za-z0-9._/-]|$)`)
		}
	}
	bundles, err := allRecordings()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bundles {
		for name, text := range members(t, b) {
			if found := telling(text); found != "" {
				t.Errorf("the demo of %q tells %s in %s", b.Plan.Question, found, name)
			}
			for file, one := range own {
				if found := one.Find(text); found != nil {
					t.Errorf("the demo of %q tells this machine's %s in %s: %q", b.Plan.Question, file, name, found)
				}
			}
		}
	}
}

// members are all texts of a recording.
func members(t *testing.T, b *bundle.Bundle) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{"the question": []byte(b.Plan.Question), "the context": []byte(b.Plan.Context)}
	for i, r := range b.Records {
		texts[b.Manifest.Records[i].File] = r.Payload
	}
	for _, g := range b.Gaps {
		texts["the gap "+g.String()] = []byte(g.Needs)
	}
	if len(texts) < 10 {
		t.Fatalf("the demo of %q holds next to nothing", b.Plan.Question)
	}
	return texts
}

func TestWhatTellsAMachineIsFound(t *testing.T) {
	for text, want := range map[string]bool{
		`"bootID": "37ee0461"`: true, `"machineID":"a"`: true, `"systemUUID": "b"`: true, `"bootid":"c"`: true, `"kernelVersion":"6.8.0-11-builder"`: true,
		`"bootID": ""`: false, `"kernel": "6.18.44"`: false, `"kernelVersion":"6.8.0-azure"`: false, `"reboot":"x"`: false,
	} {
		if got := telling([]byte(text)) != ""; got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
