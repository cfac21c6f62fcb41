package apiserver

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
)

func never(context.Context) bool { return false }

func TestFailureQuotesLog(t *testing.T) {
	p, err := launch(t.TempDir(), "etcd", "/bin/sh", "-c", "seq 20; echo listen: address already in use; exit 1")
	if err != nil {
		t.Fatal(err)
	}
	err = p.ready(t.Context(), never)
	if !errors.Is(err, errPort) || !strings.HasSuffix(err.Error(), "\n20\nlisten: address already in use") {
		t.Errorf("the error is: %v", err)
	}
	if strings.Contains(err.Error(), "\n6\n") {
		t.Errorf("the error holds more than the end of the log: %v", err)
	}
}

func TestStopKills(t *testing.T) {
	p, err := launch(t.TempDir(), "deaf", "/bin/sh", "-c", "trap '' TERM; echo ready; while :; do read x </dev/zero; done")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.ready(t.Context(), func(context.Context) bool { return len(tail(p.log, 1)) > 0 }); err != nil {
		t.Fatal(err)
	}
	p.stop()
	if status := p.cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
		t.Errorf("it ended with %v, want SIGKILL", status)
	}
}

func TestBinary(t *testing.T) {
	t.Setenv("NETWHY_KUBE", "/nowhere/kube")
	if _, err := Binary(); err == nil || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("Binary says %v", err)
	}
}
