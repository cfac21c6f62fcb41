package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

var kinds = map[string]*evidence.Meta{evidence.Pods.Name: evidence.Pods.Meta}

func example(t testing.TB) *Bundle {
	t.Helper()
	shop := evidence.Of(evidence.Namespace, "", "shop")
	record, err := evidence.Seal(evidence.Record{Kind: evidence.Pods.Name, Subject: shop, Call: evidence.Pods.Query.In(shop), Time: time.Unix(1_700_000_000, 5).UTC()},
		[]json.RawMessage{[]byte(`{"metadata":{"name":"web","namespace":"shop","annotations":{"x":"<&>"}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	gaps := []evidence.Gap{{Kind: "services", Subject: shop, Reason: evidence.Forbidden, Needs: "permission"}}
	p := plan.Plan{Question: "why?", Reading: plan.Reading{Symptoms: []checks.Symptom{checks.DNSFails}}, Items: []plan.Item{{Check: "a.b", Subject: shop}}}
	return New(Manifest{Program: "test", Catalogue: "c", Recorded: time.Unix(1_700_000_001, 0).UTC()}, p, []evidence.Record{record}, gaps)
}

func written(t testing.TB, b *Bundle) []byte {
	t.Helper()
	var buffer bytes.Buffer
	if err := b.Write(&buffer); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	b := example(t)
	data := written(t, b)
	if !bytes.Equal(data, written(t, example(t))) {
		t.Error("equal bundles give different bytes")
	}
	back, err := Read(data, kinds)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, back); diff != "" {
		t.Error(diff)
	}
	if b.Digest("c") != back.Digest("c") || len(back.Changed("c")) != 0 {
		t.Errorf("the digest does not survive: %+v, %+v, %v", b.Digest("c"), back.Digest("c"), back.Changed("c"))
	}
}

func TestChangesAreNamed(t *testing.T) {
	b := example(t)
	if got := b.Changed("other"); len(got) != 1 || got[0] != "the catalogue of checks" {
		t.Errorf("got %q", got)
	}
	b.Plan.Question = "who?"
	if got := b.Changed("c"); len(got) != 1 || got[0] != "the plan" {
		t.Errorf("got %q", got)
	}
}

// rewritten is the example with members changed on their way into the archive.
func rewritten(t testing.TB, change func(name string, data []byte) (string, []byte)) []byte {
	t.Helper()
	in := written(t, example(t))
	r, err := zip.NewReader(bytes.NewReader(in), int64(len(in)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		m, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(m)
		if err != nil {
			t.Fatal(err)
		}
		if name, data := change(f.Name, data); name != "" {
			put(t, w, &zip.FileHeader{Name: name}, data)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func put(t testing.TB, w *zip.Writer, h *zip.FileHeader, data []byte) {
	t.Helper()
	m, err := w.CreateHeader(h)
	if err == nil {
		_, err = m.Write(data)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestHostileBundlesAreRefused(t *testing.T) {
	single := func(h zip.FileHeader, data []byte) []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		put(t, w, &h, data)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	link := zip.FileHeader{Name: "manifest.json"}
	link.SetMode(os.ModeSymlink | 0o777)
	replace := func(from, to string) []byte {
		return rewritten(t, func(name string, data []byte) (string, []byte) {
			return name, bytes.ReplaceAll(data, []byte(from), []byte(to))
		})
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no archive":       {[]byte("hello"), "not a zip archive"},
		"empty archive":    {single(zip.FileHeader{Name: "x"}, nil), `no member "manifest.json"`},
		"climbs out":       {single(zip.FileHeader{Name: "../../etc/passwd"}, []byte("x")), "leads outside"},
		"absolute":         {single(zip.FileHeader{Name: "/etc/passwd"}, []byte("x")), "leads outside"},
		"other separators": {single(zip.FileHeader{Name: `..\..\x`}, []byte("x")), "leads outside"},
		"link":             {single(link, []byte("/etc/passwd")), "no plain file"},
		"newer version":    {replace(`"version": 1`, `"version": 2`), "this program reads version 1"},
		"changed record":   {replace(`"name": "web"`, `"name": "wbe"`), "changed after the recording"},
		"unknown field":    {replace(`"question"`, `"quest"`), `"quest"`},
		"wrong type":       {replace(`"program": "test"`, `"program": 7`), "manifest.json"},
		"stowaway": {rewritten(t, func(name string, data []byte) (string, []byte) {
			if name == "gaps.json" {
				return name, data
			}
			return name, bytes.ReplaceAll(data, []byte(`"records": [`), []byte(`"records": [], "x": [`))
		}), "manifest.json"},
		"missing record": {rewritten(t, func(name string, data []byte) (string, []byte) {
			if strings.HasPrefix(name, "records/") {
				return "", nil
			}
			return name, data
		}), `no member "records/0001-pods.json"`},
	} {
		if _, err := Read(c.data, kinds); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestBombsAreRefused(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	m, err := w.CreateHeader(&zip.FileHeader{Name: "manifest.json", Method: zip.Deflate})
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range mostMember>>20 + 1 {
		if _, err := m.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(out.Bytes(), kinds); err == nil || !strings.Contains(err.Error(), "more than the bound") {
		t.Errorf("an archive of %d bytes that unpacks to %d gives %v", out.Len(), mostMember, err)
	}
}

func TestSaveIsWholeOrNotAtAll(t *testing.T) {
	name := filepath.Join(t.TempDir(), "b.zip")
	if err := example(t).Save(name); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(name, kinds); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	if err := example(t).Save(filepath.Join(t.TempDir(), "absent", "b.zip")); err == nil {
		t.Error("saved into a folder that is not there")
	}
	files, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(files) != 1 {
		t.Errorf("left something behind: %v, %v", files, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, example(f)))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read(data, kinds)
		if err != nil {
			return
		}
		if len(b.Records) != len(b.Manifest.Records) {
			t.Error("the manifest and the records differ")
		}
	})
}

func TestWhatWasReadBesideThePlanIsKeptApart(t *testing.T) {
	b := example(t)
	before := b.Digest("c")
	web := evidence.WorkloadOf("Pod", "shop", "web")
	record, err := evidence.Seal(evidence.Record{Kind: evidence.Pods.Name, Subject: web, Time: time.Unix(1_700_000_000, 0).UTC()}, []json.RawMessage{[]byte(`{"metadata":{"name":"web"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	b.Beside(Unplanned{
		Items: []plan.Item{{Check: "a.c", Subject: web}}, Records: []evidence.Record{record},
		Gaps: []evidence.Gap{{Kind: "nodes", Subject: evidence.TheCluster, Reason: evidence.Forbidden}},
	})
	if b.Digest("c") != before {
		t.Error("the digest changes")
	}
	back, err := Read(written(t, b), kinds)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, back); diff != "" {
		t.Error(diff)
	}
	if n := len(back.Wider().Records()); n != 2 || len(back.Snapshot().Records()) != 1 {
		t.Errorf("%d records are wider", n)
	}
	b.Unplanned.Records[0].Payload = []byte(`[{"metadata":{"name":"other"}}]`)
	if _, err := Read(written(t, b), kinds); err == nil || !strings.Contains(err.Error(), "unplanned/0001-pods.json") {
		t.Errorf("a changed record is read: %v", err)
	}
}
