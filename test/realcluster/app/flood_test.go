package main

import "testing"

func TestFlood(t *testing.T) {
	f, code := ran[flooding](t, "flood", "tcp", serving(t, "tcp"), "-n", "300")
	if code != 0 || f.Asked != 300 || f.OK != 300 || f.Attempts != 300 {
		t.Errorf("tcp, code %d: %+v", code, f)
	}
	f, code = ran[flooding](t, "flood", "udp", serving(t, "udp", "-stall-read", "2048"), "-n", "2000", "-size", "512")
	if code != 0 || f.OK != 2000 {
		t.Errorf("udp, code %d: %+v", code, f)
	}
}

func TestFloodIsBounded(t *testing.T) {
	f, code := ran[flooding](t, "flood", "tcp", serving(t, "tcp", "-stall-accept", "4"), "-n", "1000", "-timeout", "300ms")
	if code != 0 || f.OK != 5 || f.Failures[timedOut] != f.Attempts-5 || f.Attempts > 1000 {
		t.Errorf("stalled, code %d: %+v", code, f)
	}
	f, code = ran[flooding](t, "flood", "tcp", closed(t, "tcp"), "-n", "10")
	if code != exitFailed || f.Failures[refused] != 10 {
		t.Errorf("closed, code %d: %+v", code, f)
	}
}
