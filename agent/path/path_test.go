package path

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/tools/txtar"
	"sigs.k8s.io/yaml"
)

// world answers readings from objects. Kinds that are named in lacks could not
// be read.
type world struct {
	heads []evidence.Head
	items []json.RawMessage
	lacks []string
}

func (w *world) look(t *testing.T) Look {
	return func(_ context.Context, wants []evidence.Want) *evidence.Snapshot {
		var records []evidence.Record
		var gaps []evidence.Gap
		for _, want := range wants {
			query := want.Kind.Query.In(want.Subject)
			if slices.Contains(w.lacks, want.Kind.Name) {
				gaps = append(gaps, evidence.Gap{Kind: want.Kind.Name, Subject: want.Subject, Reason: evidence.Forbidden})
				continue
			}
			var found []json.RawMessage
			for i, h := range w.heads {
				kind := map[string]string{evidence.ToolDNS: "Answer", evidence.ToolHubble: "Flows"}[query.Tool]
				match := kind != "" && h.Kind == kind && h.Metadata.Name == want.Subject.Name
				if kind == "" && !strings.Contains(query.Fields, "IP=") {
					var err error
					if match, err = query.Matches(h); err != nil {
						t.Fatal(err)
					}
				}
				if strings.Contains(query.Fields, "IP=") {
					_, address, _ := strings.Cut(query.Fields, "IP=")
					match = h.Kind == query.Kind && strings.Contains(string(w.items[i]), `IP":"`+address+`"`)
				}
				if match {
					found = append(found, w.items[i])
				}
			}
			record, err := evidence.Seal(evidence.Record{Kind: want.Kind.Name, Subject: want.Subject, Call: query}, found)
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, record)
		}
		return evidence.NewSnapshot(records, gaps)
	}
}

func read(t *testing.T, data []byte) *world {
	w := &world{}
	for _, text := range strings.Split(string(data), "\n---\n") {
		item, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var h evidence.Head
		if err := json.Unmarshal(item, &h); err != nil {
			t.Fatal(err)
		}
		w.heads, w.items = append(w.heads, h), append(w.items, item)
	}
	return w
}

// TestPaths reads testdata/paths.txtar: questions "from to = verdict", each
// followed by lines that must stand in the answer.
func TestPaths(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/paths.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w := read(t, archive.Files[0].Data)
	var answer *Answer
	asked := 0
	for line := range strings.Lines(string(archive.Comment)) {
		line = strings.TrimRight(line, "\n")
		question, want, asks := strings.Cut(line, " = ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case asks:
			from, to, _ := strings.Cut(question, " ")
			asked++
			if answer, err = Explain(t.Context(), w.look(t), from, to); err != nil {
				t.Fatalf("%s: %v", question, err)
			}
			if answer.Verdict != want {
				t.Errorf("%s: %s, want %s\n%s", question, answer.Verdict, want, answer.Text())
			}
		case !strings.Contains(answer.Text(), strings.TrimSpace(line)):
			t.Errorf("%s → %s lacks %q:\n%s", answer.From, answer.To, strings.TrimSpace(line), answer.Text())
		}
	}
	if asked < 12 {
		t.Errorf("%d questions: the file has lost some", asked)
	}
}

// TestWhatIsNotReadIsNotAllowed takes away each reading of an open path.
func TestWhatIsNotReadIsNotAllowed(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/paths.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{
		"namespaces", "networkpolicies", "ciliumnetworkpolicies", "ciliumclusterwidenetworkpolicies", "calico-networkpolicies", "calico-globalnetworkpolicies",
		"adminnetworkpolicies", "clusternetworkpolicies", "cilium-daemonset", "cilium-config", "azure-npm-daemonset", "calico-node-daemonset", "pods", "services", "endpointslices",
	} {
		w := read(t, archive.Files[0].Data)
		w.lacks = []string{kind}
		answer, err := Explain(t.Context(), w.look(t), "shop/web", "payments/api:80")
		if err == nil && (answer.Verdict != Unknown || len(answer.Gaps) == 0 || answer.ExitCode() != 2) {
			t.Errorf("without %s the answer is %s", kind, answer.Verdict)
		}
		if err != nil && !strings.Contains(err.Error(), kind) {
			t.Errorf("without %s: %v", kind, err)
		}
	}
}

// TestGroupsThatAreNotRead leave open only what a rule for a group may decide.
func TestGroupsThatAreNotRead(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/paths.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w := read(t, archive.Files[0].Data)
	w.lacks = []string{"ciliumcidrgroups"}
	for to, want := range map[string]string{"198.51.100.5:443": Unknown, "192.0.2.1:443": Unknown, "payments/api:80": Denied} {
		answer, err := Explain(t.Context(), w.look(t), "shop/partner", to)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Verdict != want || want == Unknown && !strings.Contains(answer.Text(), "CIDR group") {
			t.Errorf("to %s: %s, want %s\n%s", to, answer.Verdict, want, answer.Text())
		}
	}
}

func TestEndsThatAreNone(t *testing.T) {
	w := read(t, []byte("kind: Namespace\napiVersion: v1\nmetadata: {name: shop}"))
	for _, c := range [][3]string{
		{"web", "shop/web:80", `cannot read "web"`},
		{"shop/web:0", "shop/web:80", "is no port"},
		{"shop/web", "shop/web:http", "is no port"},
		{"shop/web;id", "shop/web", "cannot read"},
		{"shop/web", "shop/web", "cannot find shop/web"},
		{"internet", "node/a:80", "cannot find node a"},
		{strings.Repeat("a", 400), "internet", "cannot read an end of 400 characters"},
	} {
		if _, err := Explain(t.Context(), w.look(t), c[0], c[1]); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%.20s to %s: error %v, want %q", c[0], c[1], err, c[2])
		}
	}
}
