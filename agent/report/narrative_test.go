package report_test

import (
	"html"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
)

func TestSentencesStandBesideWhatTheyRestOn(t *testing.T) {
	r := rooted()
	r.Narrative = &report.Narrative{Model: "scripted", Sentences: []report.Sentence{
		{Text: "The selector is wrong.", Cites: []string{"selector of api", "the summary"}},
		{Text: "It may be a typo.", Cites: []string{"cause x"}, Hypothesis: true},
	}}
	for _, format := range []string{"text", "md", "html"} {
		got := string(write(t, format, r, report.Options{}))
		got = strings.Join(strings.Fields(html.UnescapeString(strings.ReplaceAll(got, `\`, ""))), " ")
		for _, want := range []string{"The selector is wrong. [selector of api; the summary]", "It may be a typo. [cause x]"} {
			if strings.Count(got, want) != 1 {
				t.Errorf("%s does not say %q once", format, want)
			}
		}
	}
}

// What a citation names comes from the cluster, and is as hostile as a sentence.
// In Markdown an address stands in a code span, where it is no link.
func TestCitationsDoNothing(t *testing.T) {
	r := rooted()
	r.Narrative = &report.Narrative{Model: "scripted", Sentences: []report.Sentence{
		{Text: "It fails.", Cites: []string{"a](https://evil.example/) <img src=x> \x1b[31m"}},
	}}
	for format, never := range map[string]string{"text": "\x1b", "md": " [a](", "html": "<img"} {
		got := string(write(t, format, r, report.Options{}))
		if !strings.Contains(got, "It fails.") || strings.Contains(got, never) {
			t.Errorf("%s lacks the sentence or holds %q", format, never)
		}
	}
}
