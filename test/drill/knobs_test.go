package drill

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/realcluster"
	"golang.org/x/sys/unix"
)

// folder holds what the drills of a machine share. A machine that starts anew
// has forgotten it, and its knobs too.
const folder = "/run/netwhy-drill"

// disturbing skips a test that disturbs the machine where that is not allowed.
func disturbing(t *testing.T) {
	t.Helper()
	if os.Getenv("NETWHY_HOST_DRILLS") != "1" {
		t.Skip("it turns a knob of the whole machine: NETWHY_HOST_DRILLS=1 allows it")
	}
}

// alone keeps drills that disturb the machine and all others apart, of other
// programs too. What a drill has left that died is turned back.
func (n *node) alone(disturbs bool) {
	n.t.Helper()
	n.must(os.MkdirAll(folder, 0o755))
	file, err := os.Open(folder)
	n.must(err)
	n.t.Cleanup(func() { file.Close() })
	how := unix.LOCK_SH
	if disturbs {
		how = unix.LOCK_EX
	}
	ctx, cancel := context.WithTimeout(n.t.Context(), 2*time.Minute) // others may have many
	defer cancel()
	n.must(realcluster.Until(ctx, 10*time.Millisecond, "other drills", func(context.Context) error {
		return unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
	}))
	n.must(machineKnobs.back())
}

// turn sets parameters of the machine, and gives what sets them back. The test
// does so at its end in any case.
func (n *node) turn(values map[string]string) (back func()) {
	n.t.Helper()
	back = func() {
		n.t.Helper()
		n.must(machineKnobs.back())
	}
	n.t.Cleanup(back)
	err := machineKnobs.turn(values)
	if errors.Is(err, fs.ErrNotExist) {
		n.t.Skipf("this kernel, or this network namespace, lacks a knob: %v", err)
	}
	n.must(err)
	return back
}

// knobs are the kernel parameters below a folder, and the file that holds the
// old values of those that are turned.
type knobs struct{ root, old string }

var machineKnobs = knobs{"/proc/sys", filepath.Join(folder, "knobs.json")}

func (k knobs) turn(values map[string]string) error {
	old := map[string]string{}
	for name := range values {
		text, err := os.ReadFile(filepath.Join(k.root, name))
		if err != nil {
			return fmt.Errorf("cannot read a knob: %w", err)
		}
		old[name] = string(text)
	}
	text, err := json.Marshal(old)
	if err == nil {
		err = os.WriteFile(k.old, text, 0o600)
	}
	if err != nil {
		return fmt.Errorf("cannot keep the old values of knobs: %w", err)
	}
	return k.set(values)
}

func (k knobs) set(values map[string]string) error {
	var failed []error
	for name, value := range values {
		failed = append(failed, os.WriteFile(filepath.Join(k.root, name), []byte(value), 0o644))
	}
	return errors.Join(failed...)
}

// back turns the knobs back that are turned.
func (k knobs) back() error {
	text, err := os.ReadFile(k.old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var old map[string]string
	if err == nil {
		err = json.Unmarshal(text, &old)
	}
	if err == nil {
		err = k.set(old)
	}
	if err == nil {
		err = os.Remove(k.old)
	}
	if err != nil {
		return fmt.Errorf("cannot turn the machine's knobs back to what %s says: %w", k.old, err)
	}
	return nil
}

func TestKnobsAreTurnedBackAfterADeath(t *testing.T) {
	n, root := &node{t: t}, t.TempDir()
	a, b := filepath.Join(root, "a"), filepath.Join(root, "b")
	k := knobs{root, filepath.Join(root, "knobs.json")}
	for _, knob := range []string{a, b} {
		n.must(os.WriteFile(knob, []byte("1000\n"), 0o600))
	}
	n.must(k.turn(map[string]string{"a": "1", "b": "2"}))
	n.must(knobs{k.root, k.old}.back()) // by another program, later
	for _, knob := range []string{a, b} {
		if text, err := os.ReadFile(knob); err != nil || string(text) != "1000\n" {
			t.Errorf("%s is %q: %v", knob, text, err)
		}
	}
	n.must(k.back()) // nothing is turned
	if err := k.turn(map[string]string{"a": "1", "none": "2"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a knob that is not there: %v", err)
	}
	if text, _ := os.ReadFile(a); string(text) != "1000\n" {
		t.Errorf("a knob was turned to %q although another is missing", text)
	}
}
