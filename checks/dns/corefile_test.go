package dns

import (
	"fmt"
	"strings"
	"testing"
)

// The keys and plugins, or that there is an error, were recorded from
// caddyfile.Parse of github.com/coredns/caddy v1.1.4.
var recorded = []struct{ name, main, custom, want string }{
	{"plain", ".:53 {\n errors\n cache 30\n}\n", "", "[.:53] errors(0) cache(1)"},
	{"no braces", ".:53\nerrors\nforward . 9.9.9.9\n", "", "[.:53] errors(0) forward(2)"},
	{"brace on the next line", "a.example b.example\n{\n errors\n}\n", "", "[a.example b.example] errors(0)"},
	{"commas", "a.example,\nb.example {\n errors\n}\n", "", "[a.example b.example] errors(0)"},
	{"dangling comma", "a.example, {\n errors\n}\n", "", "error"},
	{"one line", ".:53 { errors }\n", "", "error"},
	{"not closed", ".:53 {\n errors\n", "", "error"},
	{"last brace counts twice", ".:53 {\n health {\n  lameduck 5s\n }\n", "", "[.:53] health(2)"},
	{"stray brace", ".:53 {\n errors\n}\n}\n", "", "[.:53] errors(0)\n[}]"},
	{"comment", "# {\n.:53 { # }\n errors # cache\n}\n", "", "[.:53] errors(0)"},
	{"comment within a word", ".:53 {\n errors#x y\n}\n", "", "[.:53] errors(1)"},
	{"quotes", ".:53 {\n log . \"{a} \\\"b\\\" \\d\"\n errors\n}\n", "", "[.:53] log(2) errors(0)"},
	{"quotes over lines", ".:53 {\n log \"a\nb\" c\n errors\n}\n", "", "[.:53] log(2) errors(0)"},
	{"never closed quote", ".:53 {\n log \"a\n}\n", "", "error"},
	{"snippet", "(s) {\n log\n cache 30\n}\n. {\n errors\n import s\n}\n", "", "[.] errors(0) log(0) cache(1)"},
	{"snippet twice", "(s) {\n log\n}\n(s) {\n log\n}\n", "", "error"},
	{"import", ". {\n errors\n import custom/*.override\n cache 30\n}\n", "log\nhosts {\n 10.0.0.1 a\n}\n", "[.] errors(0) log(0) hosts(2) cache(1)"},
	{"import of a server block", "import custom/*\n", "a.example {\n errors\n}\n", "[a.example] errors(0)"},
	{"import of an open brace", ". {\n import custom/*\n}\n", "hosts {\n", "[.] hosts(0)"},
	{"import of a closing brace", ". {\n import custom/*\n cache\n}\n", "errors\n}\n", "[.] errors(0)\n[cache]"},
	{"import of nothing", ". {\n import none/*\n errors\n}\n", "", "[.] errors(0)"},
	{"import without a name", ". {\n import\n errors\n}\n", "", "error"},
	{"import of two", ". {\n import a b\n}\n", "", "error"},
	{"empty", "", "", ""},
	{"byte order mark", "\ufeff.:53 {\r\n errors\r\n}\r\n", "", "[.:53] errors(0)"},
}

func TestParseAsCoreDNSDoes(t *testing.T) {
	for _, r := range recorded {
		t.Run(r.name, func(t *testing.T) {
			files := map[string]string{"/etc/coredns/Corefile": r.main}
			if r.custom != "" {
				files["/etc/coredns/custom/a.override"] = r.custom
			}
			got := "error"
			if f, err := parse("/etc/coredns/Corefile", files); err == nil {
				got = shown(f)
			}
			if got != r.want {
				t.Errorf("got %q, want %q", got, r.want)
			}
		})
	}
}

// shown is each server block on a line: its keys, and its plugins with the
// number of their words.
func shown(f *corefile) string {
	var lines []string
	for _, s := range f.servers {
		line := fmt.Sprint(s.keys)
		for _, p := range s.plugins {
			n := len(p.args)
			for _, words := range p.block {
				n += len(words)
			}
			line += fmt.Sprintf(" %s(%d)", p.name, n)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestImportsAreBounded(t *testing.T) {
	bomb := "(a) {\n" + strings.Repeat("log\n", 500) + "}\n"
	for _, name := range []string{"b", "c", "d"} {
		before := string(name[0] - 1)
		bomb += "(" + name + ") {\n" + strings.Repeat("import "+before+"\n", 50) + "}\n"
	}
	if _, err := parse("Corefile", map[string]string{"Corefile": bomb + ". {\nimport d\n}\n"}); err == nil || !err.unsure {
		t.Errorf("got %v, want that it is not judged", err)
	}
	if _, err := parse("Corefile", map[string]string{"Corefile": "import Core*\n"}); err == nil || !err.unsure {
		t.Errorf("a file that imports itself: got %v, want that it is not judged", err)
	}
}

// FuzzParse looks for a text that the parser, or what reads its result, does
// not survive.
func FuzzParse(f *testing.F) {
	for _, r := range recorded {
		f.Add(r.main, r.custom)
	}
	f.Add(". {\n rewrite stop {\n name regex (.*) {1}\n }\n template IN A {\n match x\n }\n hosts\n forward . 1.1.1.1:x [::1]:53 tls://\n}\n", "")
	f.Fuzz(func(t *testing.T, main, custom string) {
		files := map[string]string{"/etc/coredns/Corefile": main, "/etc/coredns/custom/a.override": custom}
		read, err := parse("/etc/coredns/Corefile", files)
		if err != nil {
			if err.says == "" || read != nil {
				t.Errorf("a problem without words, or beside a result: %+v", err)
			}
			return
		}
		c := &config{main: "/etc/coredns/Corefile", files: files, custom: map[string]string{"a.override": "/etc/coredns/custom/a.override"}, corefile: read}
		c.faults()
		c.hidden()
		c.onlyKubernetes("a.b." + read.domain() + ".")
		for i := range read.servers {
			s := &read.servers[i]
			s.before("kubernetes.default.svc.cluster.local.", "A")
			for _, p := range s.named("forward") {
				for _, a := range p.args {
					upstreamOf(a)
				}
			}
		}
	})
}
