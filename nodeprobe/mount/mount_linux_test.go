package mount

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"golang.org/x/sys/unix"
)

// trees are the files below a folder, by openat2 and by an os.Root.
func trees(t *testing.T, folder string) map[string]fs.FS {
	t.Helper()
	fsys, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	fast, ok := fsys.(*tree)
	if !ok {
		t.Skip("the kernel or a sandbox refuses openat2")
	}
	return map[string]fs.FS{"openat2": fast, "os.Root": fast.FS}
}

func made(t *testing.T) string {
	t.Helper()
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for name, text := range map[string]string{"proc/1/net/dev": "one\n", "proc/self-net": "", "etc/empty": "", "large": strings.Repeat("x", 100_000)} {
		if err := errors.Join(os.MkdirAll(filepath.Join(root, filepath.Dir(name)), 0o755), os.WriteFile(filepath.Join(root, name), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"proc/net": "1/net", "within": "proc/net/dev", "absolute": outside, "above": "../../../../../../../etc/passwd", "loop": "loop"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestFilesBelow(t *testing.T) {
	for name, fsys := range trees(t, made(t)) {
		for file, want := range map[string]string{"proc/1/net/dev": "one\n", "proc/net/dev": "one\n", "within": "one\n", "etc/empty": "", "large": strings.Repeat("x", 100_000)} {
			if text, err := fs.ReadFile(fsys, file); err != nil || string(text) != want {
				t.Errorf("%s: %s is %.20q, %v", name, file, text, err)
			}
		}
		for _, file := range []string{"absolute", "above", "loop", "none", "proc/none/dev", "../x", "/etc/passwd", "", "proc/1/net/dev/x"} {
			if text, err := fs.ReadFile(fsys, file); err == nil {
				t.Errorf("%s: %s is %q", name, file, text)
			}
			if _, err := fs.Stat(fsys, file); err == nil {
				t.Errorf("%s: %s can be stat'ed", name, file)
			}
		}
		if _, err := fsys.Open("none"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: what is not there gives %v", name, err)
		}
		if to, err := fs.ReadLink(fsys, "proc/net"); err != nil || to != "1/net" {
			t.Errorf("%s: the link leads to %q, %v", name, to, err)
		}
	}
}

// TestBothWaysAreOne holds what openat2 gives against what an os.Root does.
func TestBothWaysAreOne(t *testing.T) {
	both := trees(t, made(t))
	for _, name := range []string{"proc", "within", "proc/1/net/dev", "large"} {
		fast, err := fs.Stat(both["openat2"], name)
		if err != nil {
			t.Fatal(err)
		}
		slow, err := fs.Stat(both["os.Root"], name)
		if err != nil {
			t.Fatal(err)
		}
		if fast.Name() != slow.Name() || fast.Size() != slow.Size() || fast.Mode() != slow.Mode() || !fast.ModTime().Equal(slow.ModTime()) || !reflect.DeepEqual(fast.Sys(), slow.Sys()) {
			t.Errorf("%s is %v and %v", name, fast, slow)
		}
	}
	root := t.TempDir()
	if err := os.CopyFS(root, fstest.MapFS{"a/b": {Data: []byte("x")}, "a/c/d": {}}); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(trees(t, root)["openat2"], "a/b", "a/c/d"); err != nil {
		t.Error(err)
	}
}

// TestProc reads what changes while it is read, and may not be followed out of.
func TestProc(t *testing.T) {
	for name, fsys := range trees(t, "/") {
		want, err := os.Stat("/proc/self/net/dev")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := fs.Stat(fsys, "proc/net/dev"); err != nil || got.Sys().(*syscall.Stat_t).Ino != want.Sys().(*syscall.Stat_t).Ino {
			t.Errorf("%s: net/dev is %v, %v", name, got, err)
		}
		if list, err := fs.ReadDir(fsys, "proc/self/task"); err != nil || len(list) == 0 {
			t.Errorf("%s: the threads are %v, %v", name, list, err)
		}
	}
	if _, err := trees(t, "/")["openat2"].Open("proc/self/root/etc/passwd"); !errors.Is(err, unix.ELOOP) {
		t.Errorf("a link that is none leads out: %v", err)
	}
}

func TestOpenWhatIsNoFolder(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
}

func TestFilesAreClosed(t *testing.T) {
	fsys := trees(t, made(t))["openat2"]
	open := func() int {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	before := open()
	for range 50 {
		for _, name := range []string{"within", "none"} {
			_, _ = fs.ReadFile(fsys, name)
			_, _ = fs.Stat(fsys, name)
		}
		_, _ = fs.ReadDir(fsys, "proc")
	}
	if after := open(); after > before+5 {
		t.Errorf("%d files are open, and %d were", after, before)
	}
}
