package docs

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/docs/command"
	"github.com/netwhy/netwhy/test/docs/reference"
	"sigs.k8s.io/yaml"
)

const root = "../.."

// documents are the files that readers are led to.
func documents(t *testing.T) []string {
	t.Helper()
	files, err := command.Documents(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 15 {
		t.Fatalf("found only %d documents: they are not where they are looked for", len(files))
	}
	return files
}

func blocks(t *testing.T) (all []command.Block) {
	t.Helper()
	for _, file := range documents(t) {
		found, err := command.Blocks(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func TestEveryBlockSaysWhetherItIsRun(t *testing.T) {
	for _, b := range blocks(t) {
		if b.Mark == command.Unmarked {
			t.Errorf("%s: commands without a mark: write <!-- run: local -->, <!-- run: cluster --> or <!-- not run: WHY --> before them", b)
		}
	}
}

func TestReferenceIsWhatTheProgramSays(t *testing.T) {
	files, err := reference.Files(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not of this code: go generate ./test/docs", name)
		}
	}
}

func TestCommandsExist(t *testing.T) {
	program, err := binary.Own(t.Context(), "cmd/netwhy")
	if err != nil {
		t.Fatal(err)
	}
	known, err := reference.Commands(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, b := range blocks(t) {
		for _, line := range command.Lines(b.Script) {
			for _, words := range command.Of("netwhy", line) {
				checked++
				if problem := unknown(known, words[1:]); problem != "" {
					t.Errorf("%s: %s: %s", b, strings.Join(words, " "), problem)
				}
			}
			if len(line) > 2 && line[0] == "kubectl" && line[1] == "netwhy" {
				checked++
				if problem := unknown(known, line[2:]); problem != "" {
					t.Errorf("%s: %s: %s", b, strings.Join(line, " "), problem)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("found only %d commands of netwhy in the documents", checked)
	}
}

// unknown says what the program does not know of what it is given.
func unknown(known []reference.Command, words []string) string {
	here := known[0]
	for len(words) > 0 && slices.Contains(here.Subs, words[0]) {
		path := append(slices.Clone(here.Path), words[0])
		i := slices.IndexFunc(known, func(c reference.Command) bool { return slices.Equal(c.Path, path) })
		if i < 0 { // cobra's own, such as completion
			return ""
		}
		here, words = known[i], words[1:]
	}
	if len(here.Path) == 0 && len(words) > 0 && !strings.HasPrefix(words[0], "-") && words[0] != "…" {
		return "there is no command " + words[0]
	}
	for _, w := range words {
		if w == "--" {
			break
		}
		name, _, _ := strings.Cut(w, "=")
		if strings.HasPrefix(w, "-") && len(w) > 1 && !here.Flags[name] {
			return "there is no flag " + name
		}
	}
	return ""
}

func TestUnknownCommandsAreFound(t *testing.T) {
	known := []reference.Command{
		{Subs: []string{"ask"}, Flags: map[string]bool{"--help": true}},
		{Path: []string{"ask"}, Flags: map[string]bool{"--bundle": true, "-o": true}},
	}
	for line, want := range map[string]string{
		"ask why --bundle=a -o md": "",
		"ask why --bundel a":       "there is no flag --bundel",
		"tell why":                 "there is no command tell",
		"--help":                   "",
	} {
		if got := unknown(known, strings.Fields(line)); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestValuesExist(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "charts/netwhy/values.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(data, &values); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, b := range blocks(t) {
		for _, line := range command.Lines(b.Script) {
			for _, key := range set(line) {
				checked++
				if !has(values, key) {
					t.Errorf("%s: the chart has no value %s", b, key)
				}
			}
		}
	}
	if checked < 5 {
		t.Errorf("found only %d settings of the chart in the documents", checked)
	}
}

// set are the values of the chart that a command sets.
func set(line []string) (keys []string) {
	within := false
	for i, w := range line {
		switch {
		case strings.HasPrefix(w, "-"):
			within = w == "--configuration-settings" || w == "--config"
			if flag, pairs, ok := strings.Cut(w, "="); ok && strings.HasPrefix(flag, "--set") {
				keys = append(keys, pairsOf(pairs)...)
			}
		case i > 0 && strings.HasPrefix(line[i-1], "--set"):
			keys = append(keys, pairsOf(w)...)
		case within:
			keys = append(keys, pairsOf(w)...)
		}
	}
	return keys
}

var pair = regexp.MustCompile(`(?:^|,)([A-Za-z][\w.\[\]-]*)=`)

func pairsOf(text string) (keys []string) {
	for _, m := range pair.FindAllStringSubmatch(text, -1) {
		keys = append(keys, m[1])
	}
	return keys
}

// has reports whether a chart has a value. Below a value that is empty, such as
// a node selector, users name keys of their own.
func has(values map[string]any, path string) bool {
	path, _, _ = strings.Cut(path, "[")
	for at := path; ; {
		value, ok := within(values, at)
		group, isGroup := value.(map[string]any)
		if ok {
			return at == path || isGroup && len(group) == 0
		}
		i := strings.LastIndex(at, ".")
		if i < 0 {
			return false
		}
		at = at[:i]
	}
}

func TestSettingsAreFoundInCommands(t *testing.T) {
	line := []string{"helm", "install", "--set", "a.b=1,c=x", "--set-string=d=2", "-n", "e=3", "--configuration-settings", "f=1", "g.h=2", "--name", "i=4"}
	if got, want := set(line), []string{"a.b", "c", "d", "f", "g.h"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	values := map[string]any{"a": map[string]any{"b": 1, "free": map[string]any{}}}
	for key, want := range map[string]bool{"a.b": true, "a.c": false, "a.free.x": true, "a.b.c": false, "z": false, "a.b[0]": true} {
		if has(values, key) != want {
			t.Errorf("%s: %t, want %t", key, !want, want)
		}
	}
}

// within is the value at a dotted path, and whether there is one.
func within(values map[string]any, path string) (any, bool) {
	var here any = values
	for key := range strings.SplitSeq(path, ".") {
		group, ok := here.(map[string]any)
		if !ok {
			return nil, false
		}
		if here, ok = group[key]; !ok {
			return nil, false
		}
	}
	return here, true
}
