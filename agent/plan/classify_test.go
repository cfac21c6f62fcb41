package plan

import (
	"bufio"
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/netwhy/netwhy/checks"
)

// TestClassify reads testdata/questions.txt, whose head explains its form.
func TestClassify(t *testing.T) {
	content, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var question, want string
	asked, declined := 0, 0
	ask := func() {
		if question == "" {
			return
		}
		got, err := Classify(strings.ReplaceAll(question, `\r\n`, "\r\n"))
		if err != nil {
			t.Errorf("%s\n%v", question, err)
		} else if write(got) != want {
			t.Errorf("%s\ngot:\n%swant:\n%s", question, write(got), want)
		}
		asked++
		if want == "= declined\n" {
			declined++
		}
		question, want = "", ""
	}
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "? "):
			ask()
			question = line[2:]
		case line != "" && !strings.HasPrefix(line, "#"):
			want += line + "\n"
		}
	}
	ask()
	if asked < 130 || declined < 35 {
		t.Errorf("%d questions, %d of them declined: the file has lost some", asked, declined)
	}
}

// write gives a reading in the form of testdata/questions.txt.
func write(r Reading) string {
	if r.Declined != "" {
		return "= declined\n"
	}
	var b strings.Builder
	b.WriteString("=")
	for _, s := range r.Symptoms {
		b.WriteString(" " + string(s))
	}
	b.WriteString("\n")
	list := func(mark string, mentions []Mention) {
		for _, m := range mentions {
			b.WriteString(mark)
			if m.Kind != "" {
				b.WriteString(" " + m.Kind)
			}
			b.WriteString(" ")
			if m.Namespace != "" {
				b.WriteString(m.Namespace + "/")
			}
			b.WriteString(m.Name)
			if m.Port != "" {
				b.WriteString(" port " + m.Port)
			}
			b.WriteString("\n")
		}
	}
	list("<", r.From)
	list(">", r.To)
	return b.String()
}

func TestClassifyRefuses(t *testing.T) {
	for name, question := range map[string]string{
		"empty": "", "blank": " \r\n\t", "long": strings.Repeat("é", mostCharacters+1), "not text": "DNS \xff",
	} {
		if r, err := Classify(question); err == nil || !strings.HasPrefix(err.Error(), "cannot read question: ") {
			t.Errorf("%s: reading %v, error %v", name, r, err)
		}
	}
	if _, err := Classify("DNS " + strings.Repeat("é", mostCharacters-4)); err != nil {
		t.Errorf("a question of the most characters: %v", err)
	}
}

// TestPhrasesAreReachable finds phrases that no question can match, because
// the words in them are rewritten before they are matched.
func TestPhrasesAreReachable(t *testing.T) {
	l, err := vocabulary()
	if err != nil {
		t.Fatal(err)
	}
	lists := [][]phrase{l.topics, l.offTopic, l.never}
	for _, e := range l.symptoms {
		lists = append(lists, e.phrases)
	}
	for _, list := range lists {
		for _, p := range list {
			for _, a := range p {
				if a.gap || a.start || alive(l, a) {
					continue
				}
				t.Errorf("no word can stand for %v in phrase %v: words.yaml rewrites them all", a.words, p)
			}
		}
	}
}

func alive(l *lexicon, a atom) bool {
	for _, w := range a.words {
		t := token{text: strings.TrimSuffix(w, "*"), raw: w}
		if w == "@" || strings.HasSuffix(w, "*") || a.fits(l.canonical([]token{t})[0]) {
			return true
		}
	}
	return false
}

func FuzzClassify(f *testing.F) {
	content, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(content), "\n") {
		if question, ok := strings.CutPrefix(line, "? "); ok {
			f.Add(question)
		}
	}
	kinds := " namespace service deployment statefulset daemonset job workload pod node ingress gateway httproute host ip "
	f.Fuzz(func(t *testing.T, question string) {
		r, err := Classify(question)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "cannot read question: ") {
				t.Fatalf("error %v", err)
			}
			return
		}
		if (len(r.Symptoms) == 0) == (r.Declined == "") || r.Declined != "" && len(r.From)+len(r.To) > 0 {
			t.Fatalf("%q: %+v", question, r)
		}
		for i, s := range ordered(r.Symptoms) {
			if r.Symptoms[i] != s {
				t.Fatalf("%q: symptoms %v out of the order %v", question, r.Symptoms, checks.Symptoms())
			}
		}
		for _, m := range append(r.From, r.To...) {
			if m.Kind != "" && !strings.Contains(kinds, " "+m.Kind+" ") {
				t.Fatalf("%q: kind %q", question, m.Kind)
			}
			for _, word := range []string{m.Namespace, m.Name, m.Port} {
				if len(word) > longestHost || strings.ContainsFunc(word, func(r rune) bool {
					return r > unicode.MaxASCII || !unicode.IsLower(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-.:", r)
				}) {
					t.Fatalf("%q: %q in %+v", question, word, m)
				}
			}
			if m.Name == "" || m.Namespace != "" && !isLabel(m.Namespace) {
				t.Fatalf("%q: %+v", question, m)
			}
		}
	})
}
