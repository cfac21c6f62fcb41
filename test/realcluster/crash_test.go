package realcluster

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/binary"
)

// interrupted starts the program, sends it a signal once its last machine
// runs, and returns how it ended.
func interrupted(t *testing.T, name string, signal syscall.Signal) error {
	t.Helper()
	program, err := binary.Own(t.Context(), "test/realcluster/cmd")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := folder(name)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "up", "--name", name, "--network", string(Proxy), "--bare")
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err = Until(ctx, pace, "the machines", func(context.Context) error {
		_, err := os.Stat(filepath.Join(dir, "node-b", "machine.json"))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := cmd.Process.Signal(signal); err != nil {
		t.Error(err)
	}
	return cmd.Wait()
}

func TestCtrlCLeavesNothing(t *testing.T) {
	require(t)
	before := traces(t, "ctrl-c")
	if err := interrupted(t, "ctrl-c", syscall.SIGINT); err == nil {
		t.Error("it says that it succeeded")
	}
	nothingLeft(t, before, "ctrl-c")
}

func TestDownAfterACrashLeavesNothing(t *testing.T) {
	require(t)
	before := traces(t, "crash")
	if err := interrupted(t, "crash", syscall.SIGKILL); err == nil {
		t.Error("it was not killed")
	}
	if _, err := Open("crash"); err == nil {
		t.Error("half a cluster can be opened")
	}
	for range 2 { // the second finds nothing to do
		if err := Down("crash"); err != nil {
			t.Error(err)
		}
	}
	nothingLeft(t, before, "crash")
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{Name: "../x"}, {Name: "UPPER"}, {Network: "calico"}, {Lost: "node-z"}, {Probe: "privileged"}} {
		if _, err := o.complete(); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if err := Down("../x"); err == nil {
		t.Error("Down takes a path for a name")
	}
	if o, err := (Options{}).complete(); err != nil || o.Name != "dev" || !o.hubble() || o.proxy() || !o.probe() {
		t.Errorf("the defaults are %+v, %v", o, err)
	}
}

func TestMissingSaysWhatToDo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := Missing()
	if err == nil {
		t.Fatal("nothing is missing without a PATH")
	}
	t.Log(err)
}

func TestOnlyOneMakesACluster(t *testing.T) {
	require(t)
	dir, err := folder("taken")
	if err != nil {
		t.Fatal(err)
	}
	held, err := lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = held.Close(), os.RemoveAll(dir) }()
	if _, err := Up(t.Context(), Options{Name: "taken"}); err == nil {
		t.Error("two processes make the same cluster")
	}
}
