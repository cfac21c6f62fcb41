package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestMisuse(t *testing.T) {
	for _, args := range []string{
		"", "prance", "pause now", "pause -x",
		"serve", "serve -http", "serve -http :0 more", "serve -http :0 -stall-accept 1", "serve -tcp :0 -stall-read 1", "serve -exit-after -1s",
		"measure", "measure tcp", "measure tcp localhost", "measure tcp :80", "measure http localhost:80", "measure http ftp://localhost",
		"measure dns http://name", "measure smtp localhost:25", "measure -n 0 tcp localhost:80", "measure tcp localhost:80 -n x", "measure udp localhost:80 -hold",
		"call", "call localhost:80", "call tcp:localhost", "call http://localhost -interval 0",
		"flood", "flood http http://localhost", "flood tcp localhost", "flood udp localhost:80 -size 65508", "flood tcp localhost:80 -n 0",
	} {
		var out, errOut bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), &out, &errOut); code != exitMisuse || out.Len() > 0 || !strings.Contains(errOut.String(), "usage: app") {
			t.Errorf("%q: code %d, printed %q and %q", args, code, &out, &errOut)
		}
	}
}

func TestHelp(t *testing.T) {
	for args, shown := range map[string][]command{"-h": commands(), "help": commands(), "serve -h": commands()[1:2], "measure tcp -h": commands()[2:3]} {
		var out, errOut bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), &out, &errOut); code != 0 || errOut.Len() > 0 {
			t.Errorf("%q: code %d, printed %q on stderr", args, code, &errOut)
		}
		for _, c := range shown {
			if !strings.Contains(out.String(), c.example) {
				t.Errorf("%q does not show %q", args, c.example)
			}
		}
	}
}

func TestServeFails(t *testing.T) {
	taken := serving(t, "tcp")
	for args, want := range map[string]string{
		"serve -exit-after 1ms":                    "exiting after 1ms, as told",
		"serve -tcp " + taken:                      "cannot serve tcp on " + taken,
		"call -status " + taken + " dns:localhost": "cannot serve the status on " + taken,
	} {
		var out, errOut bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), &out, &errOut); code != exitFailed || !strings.Contains(errOut.String(), want) {
			t.Errorf("%q: code %d, printed %q", args, code, &errOut)
		}
	}
}
