package report_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

// commandsOf are the commands of a report's remedies: the only lines that may
// be wider than the terminal.
func commandsOf(r *report.Report) map[string]bool {
	set := map[string]bool{}
	take := func(m *checks.RenderedRemedy) {
		if m == nil {
			return
		}
		for _, list := range [][]string{m.Fix, m.AKS, m.Verify} {
			for _, c := range list {
				set[c] = true
			}
		}
	}
	for _, list := range [][]report.Cause{r.Roots, r.AlsoSeen} {
		for _, c := range list {
			for _, m := range c.Remedies {
				take(m)
			}
		}
	}
	for _, list := range [][]report.Finding{r.Findings, r.Risks} {
		for _, f := range list {
			take(f.Remedy)
		}
	}
	return set
}

func TestTerminalKeepsToItsWidthButForCommands(t *testing.T) {
	for name, r := range examples() {
		commands := commandsOf(r)
		for _, o := range []report.Options{{}, {Width: 20}, {Width: 40}, {Width: 80, Verbose: true}, {Width: 110}, {Width: 150, Verbose: true}} {
			most := o.Width
			if most == 0 {
				most = 80
			}
			for line := range strings.Lines(string(write(t, "text", r, o))) {
				line = strings.TrimRight(line, "\n")
				if n := displaywidth.String(line); n > most && !commands[strings.TrimSpace(line)] {
					t.Errorf("%s at %d: a line of prose has %d columns: %q", name, most, n, line)
				}
			}
		}
	}
}

func TestTerminalNeverBreaksACommand(t *testing.T) {
	r := rooted()
	text := string(write(t, "text", r, report.Options{Width: 20}))
	for _, m := range r.Roots[0].Remedies {
		for _, list := range [][]string{m.Fix, m.AKS, m.Verify} {
			for _, c := range list {
				if !strings.Contains(text, "\n    "+c+"\n") {
					t.Errorf("no line holds the command %q and nothing else", c)
				}
			}
		}
	}
	if !strings.Contains(string(write(t, "text", r, report.Options{})), "First set two shell variables: AKS_RG") {
		t.Error("nothing says what AKS_RG and AKS_NAME are")
	}
}

func TestTerminalWidthOfHostileText(t *testing.T) {
	for _, text := range []string{nasty, strings.Repeat("very-long-", 500), strings.Repeat("日本語", 300), "\u0301\u0301 a\u0301", strings.Repeat("👩‍👩‍👧‍👦🇩🇪", 60)} {
		r := hostile(gapped(), text)
		for _, width := range []int{20, 40, 80, 120} {
			for line := range strings.Lines(string(write(t, "text", r, report.Options{Width: width, Verbose: true}))) {
				if n := displaywidth.String(strings.TrimRight(line, "\n")); n > width {
					t.Errorf("at %d: a line has %d columns: %q", width, n, line)
				}
			}
		}
	}
}

func TestColourOnlyWhenAsked(t *testing.T) {
	for name, r := range examples() {
		bare := string(write(t, "text", r, report.Options{}))
		if strings.Contains(bare, "\x1b") {
			t.Errorf("%s: an escape byte without colour", name)
		}
		coloured := string(write(t, "text", r, report.Options{Colour: true}))
		if got := uncoloured(coloured); got != bare {
			t.Errorf("%s: colour changes the text:\n%s", name, got)
		}
		if coloured == bare {
			t.Errorf("%s: no colour", name)
		}
	}
}

// uncoloured removes what page.in writes.
func uncoloured(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}

func TestVerdictsAreWords(t *testing.T) {
	text := string(write(t, "text", rooted(), report.Options{Verbose: true}))
	for _, word := range []string{"✗ FAULT", "✗ FAIL", "? UNKNOWN", "✓ PASS", "– SKIP", "! RISK"} {
		if !strings.Contains(text, word) {
			t.Errorf("no %q", word)
		}
	}
}

// controls are the runes of a text that could control a terminal.
func controls(text []byte) (found []rune) {
	for _, r := range string(text) {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			found = append(found, r)
		}
	}
	if !utf8.Valid(text) {
		found = append(found, utf8.RuneError)
	}
	return found
}
