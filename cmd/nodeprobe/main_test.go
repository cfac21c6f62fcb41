package main

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/netwhy/netwhy/cmd/build"
)

func TestVersionNeedsNoNode(t *testing.T) {
	version, commit, date = "v1.2.3", "abc", "2026-11-29T15:30:26Z"
	t.Cleanup(func() { version, commit, date = build.Unset, "", "" })
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-version"}, &out); err != nil {
		t.Fatal(err)
	}
	want := "nodeprobe v1.2.3\ncommit abc\ndate 2026-11-29T15:30:26Z\nbuilt with " + runtime.Version() + " for " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
