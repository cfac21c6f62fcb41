package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// htmlPage is what the template shows.
type htmlPage struct {
	view
	Badge badge
	Style template.CSS
	// Policy forbids the page everything but its own style.
	Policy string
	Cards  []htmlCause
	Folds  []htmlFold
}

// htmlCause is a cause under its heading.
type htmlCause struct {
	card
	Kicker, Aside, Class string
}

// htmlFold is a list of findings that is shown when asked for.
type htmlFold struct {
	Title string
	List  []*Finding
}

func (p *htmlPage) arrange() {
	for i, c := range p.Main {
		one := htmlCause{card: c, Kicker: "Root cause", Class: "root"}
		if len(p.Main) > 1 {
			one.Aside = fmt.Sprintf("%d of %d, independent of each other", i+1, len(p.Main))
		}
		p.Cards = append(p.Cards, one)
	}
	for _, c := range p.Beside {
		p.Cards = append(p.Cards, htmlCause{c, "Also seen", "a fault that does not explain what was asked", "also"})
	}
	for _, f := range []htmlFold{
		{"unknown, not demanded by the question", p.Unsure}, {"passed", p.Passed}, {"skipped: does not apply", p.Skipped},
	} {
		if len(f.List) > 0 {
			p.Folds = append(p.Folds, f)
		}
	}
}

// HTML writes the report as one file that loads nothing and runs nothing.
func HTML(w io.Writer, r *Report) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"lines": r.lines, "each": each, "many": many, "covers": Coverage.says, "readings": r.readings, "open": func() []CauseLine { list, _ := r.open(); return list }, "apart": func() []string { _, list := r.open(); return list }, "openApart": func() string { return openApart }, "groups": byCheck, "subjects": subjects, "moment": moment, "brief": brief, "joined": joined[checks.Symptom],
		"remedy":         func(list []*checks.RenderedRemedy) steps { return remedy(list...) },
		"mend":           func(list []*Finding) steps { return remedy(r.mends(list)...) },
		"needsVariables": usesVariables, "aksVariables": func() string { return aksVariables },
		"whoseWords": func() string { return whoseWords }, "explained": (*Narrative).prose, "guesses": (*Narrative).guesses, "account": (*Narrative).account,
		"command": command, "once": once, "join": func(list []string) string { return strings.Join(list, ", ") },
	}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("cannot parse the page's template: %w", err)
	}
	style := strings.TrimSpace(pageCSS)
	sum := sha256.Sum256([]byte(style))
	page := htmlPage{
		view: look(r), Badge: statusBadge(r.Status), Style: template.CSS(style), //nolint:gosec // our own file
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	}
	page.arrange()
	var b strings.Builder
	if err := t.Execute(&b, page); err != nil {
		return fmt.Errorf("cannot fill the page's template: %w", err)
	}
	return put(w, "HTML", strings.Map(visible, strings.ToValidUTF8(b.String(), "\uFFFD")))
}
