package recorded_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

type member struct {
	name string
	mode fs.FileMode
	text []byte
}

func zipped(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		head := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		head.SetMode(m.mode)
		to, err := w.CreateHeader(head)
		if err == nil {
			_, err = to.Write(m.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileArchivesAreRefused(t *testing.T) {
	fine := member{"d/k8s-pods-20260102-030405.yaml", 0o600, []byte("kind: PodList\n")}
	many := make([]member, 60_000)
	for i := range many {
		many[i] = member{fmt.Sprint("d/", i), 0o600, nil}
	}
	long := zipped(t, fine)
	end := bytes.LastIndex(long, []byte("PK\x05\x06"))
	before := bytes.Repeat([]byte{0}, 10<<20) // between the list of files and the end
	stretched := append(append(bytes.Clone(long[:end]), before...), long[end:]...)
	huge := bytes.Clone(long)
	binary.LittleEndian.PutUint32(huge[end+16:], 1<<32-1)
	for _, c := range []struct {
		says string
		data []byte
		want string
	}{
		{"a way out", zipped(t, fine, member{"../evil.yaml", 0o600, nil}), "leads out"},
		{"a way out within", zipped(t, fine, member{"d/../../evil.yaml", 0o600, nil}), "leads out"},
		{"a way out of Windows", zipped(t, fine, member{`d\..\evil.yaml`, 0o600, nil}), "leads out"},
		{"an absolute name", zipped(t, fine, member{"/etc/passwd", 0o600, nil}), "leads out"},
		{"no name", zipped(t, fine, member{"/", 0o600, nil}), "leads out"},
		{"a link", zipped(t, fine, member{"d/link", fs.ModeSymlink | 0o777, []byte("/etc/passwd")}), "link or a device"},
		{"a device", zipped(t, fine, member{"d/device", fs.ModeDevice | 0o600, nil}), "link or a device"},
		{"one name twice", zipped(t, fine, fine), "twice"},
		{"a bomb", zipped(t, fine, member{"d/bomb", 0o600, make([]byte, 8<<20)}), "unpacks to"},
		{"too many files", zipped(t, many...), "too many files"},
		{"a long list of files", stretched, "too long"},
		{"a size that is none", huge, "more than 4 GiB"},
		{"half of it", long[:len(long)/2], "not written to its end"},
		{"no archive", []byte("hello"), "is no zip"},
		{"nothing", nil, "is no zip"},
		{"nothing of a sysdump", zipped(t, member{"readme.txt", 0o600, nil}), "none of the files"},
	} {
		_, err := recorded.Open(given(t, "dump.zip", string(c.data)), nil, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "dump.zip") {
			t.Errorf("%s: %v, want %q", c.says, err, c.want)
		}
	}
}

func TestFoldersLeadNowhereElse(t *testing.T) {
	at := t.TempDir()
	if err := os.Symlink("/etc/passwd", filepath.Join(at, "pods.yaml")); err != nil {
		t.Fatal(err)
	}
	pipe := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(pipe, "pods.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{at, pipe} {
		for _, open := range []func() (*recorded.Given, error){
			func() (*recorded.Given, error) { return recorded.Open(path, nil, nil) },
			func() (*recorded.Given, error) { return recorded.Open("", nil, []string{path}) },
		} {
			if _, err := open(); err == nil || !strings.Contains(err.Error(), "pods.yaml is a link or a device") {
				t.Errorf("got %v", err)
			}
		}
	}
	if _, err := recorded.Open("", nil, []string{filepath.Join(pipe, "pods.yaml")}); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("of a pipe it says %v", err)
	}
}

func TestHostileObjectsAreRefused(t *testing.T) {
	pod := "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop"
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for _, c := range []struct{ says, name, text string }{
		{"aliases that unfold", "x.yaml", bomb},
		{"deep nesting", "x.yaml", "a: " + strings.Repeat("[", 100_000)},
		{"deep nesting in JSON", "x.json", `{"a":` + strings.Repeat("[", 100_000)},
		{"no UTF-8", "x.yaml", pod + ", labels: {a: \xff}}"},
		{"half of JSON", "x.json", `{"kind":"List","items":[{"kind":`},
		{"half of a list", "x.yaml", "apiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}\n"},
		{"no object", "x.yaml", "hello"},
		{"a list of no objects", "x.yaml", "kind: List\nitems: [1, 2]\n"},
		{"items that are none", "x.yaml", "kind: List\nitems: {a: b}\n"},
		{"labels that are none", "x.yaml", pod + ", labels: {a: [b]}}"},
		{"one object twice, and not the same", "x.yaml", pod + "}\n---\n" + pod + ", labels: {a: b}}"},
		{"one key twice", "x.yaml", pod + "}\nkind: Pod"},
		{"no namespace", "x.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}"},
		{"another namespace than its name says", "pods.payments.yaml", "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}]"},
		{"an enormous object", "x.yaml", pod + "}\nspec: \"" + strings.Repeat("x", 17<<20) + "\""},
		{"no packed file", "x.yaml.gz", pod + "}"},
	} {
		if _, err := recorded.Open("", nil, []string{given(t, c.name, c.text)}); err == nil || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%s: %v", c.says, err)
		}
	}
}

// TestAFileOfASysdumpThatCannotBeReadIsAGap leaves the others to be read.
func TestAFileOfASysdumpThatCannotBeReadIsAGap(t *testing.T) {
	dump := packed(t, map[string]string{
		"d/k8s-pods-20260102-030405.yaml":     "apiVersion: v1\nitems:\n- metadata: {name: a, namespace: shop}\n",
		"d/k8s-services-20260102-030405.yaml": "apiVersion: v1\nitems:\n- metadata: {name: a, namespace: shop}\nkind: ServiceList\n",
	})
	source, err := kube.Recorded(open(t, dump, nil, nil).Objects)
	if err != nil {
		t.Fatal(err)
	}
	var failure *tool.Failure
	if _, err := source.List(t.Context(), kube.ListArgs{Resource: "pods"}); !errors.As(err, &failure) || failure.Reason != evidence.Malformed || !strings.Contains(err.Error(), "k8s-pods") {
		t.Errorf("of the list that was cut off it says %v", err)
	}
	if reading, err := source.List(t.Context(), kube.ListArgs{Resource: "services"}); err != nil || len(reading.Items) != 1 {
		t.Errorf("of the other it says %v, %v", reading, err)
	}
}

func FuzzDocuments(f *testing.F) {
	for _, text := range []string{"kind: List\nitems:\n- {kind: Pod}\n", `{"kind":"List","items":[{}]}`, "---\n---\nkind: Secret\n", "items:\n  - a\n", "items:\n- a\n b\nkind: x", "a: &a [*a]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if n, err := recorded.Documents(data); err != nil && n != 0 {
			t.Errorf("%d documents beside the error %v", n, err)
		}
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(zipped(f, member{"d/a-20260102-030405.yaml", 0o600, []byte("kind: PodList\n")}))
	f.Add(zipped(f, member{"../a", 0o600, nil}, member{"b", fs.ModeSymlink, nil}))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := recorded.Unpacked(bytes.NewReader(data), int64(len(data)), "dump.zip")
		for _, file := range list {
			if err != nil || strings.Contains("/"+file.Name+"/", "/../") {
				t.Errorf("gives %q beside %v", file.Name, err)
			}
		}
	})
}
