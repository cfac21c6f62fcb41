package conversation

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

const mostLines = 12 // of one answer

// padded is a text as words in lower case, each between blanks.
func padded(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-.'", r)
	})
	for i := range words {
		words[i] = strings.Trim(words[i], "-.'")
	}
	return " " + strings.Join(words, " ") + " "
}

func findings(r *report.Report) []report.Finding { return slices.Concat(r.Findings, r.Risks) }

// topic is what a question asks for, "" if the table does not know.
func (c *Conversation) topic(question string) string {
	words := padded(question)
	for _, t := range c.table.Topics {
		for _, phrase := range t.Phrases {
			if strings.Contains(words, " "+phrase+" ") {
				return t.Topic
			}
		}
	}
	return ""
}

// look answers from the last investigation by the table alone: about the things
// that the question names, or on its topic.
func (c *Conversation) look(question string) Answer {
	r := c.cases[len(c.cases)-1].report
	var lines []string
	topic := c.topic(question)
	if topic == "fix" {
		lines = c.remedies()
	} else if named := c.named(question, r); len(named) > 0 && (topic == "" || topic == "passed") {
		lines = about("summary", r)
		for _, f := range named {
			lines = append(lines, line(f))
		}
	} else {
		lines = about(topic, r)
	}
	switch {
	case topic == "" && len(lines) == 0:
		lines = []string{c.table.Asked}
	case len(lines) == 0:
		lines = []string{"The report holds nothing of that.", r.Summary}
	case len(lines) > mostLines:
		rest := fmt.Sprintf("%d more; the report holds them all.", len(lines)-mostLines)
		lines = append(lines[:mostLines:mostLines], rest)
	}
	return Answer{Lines: lines}
}

// named are findings on what a question names, failures first. Things with a word
// for a name, such as a Namespace "default", are meant only where nothing else is.
func (c *Conversation) named(question string, r *report.Report) []report.Finding {
	words := padded(strings.ReplaceAll(question, "/", " "))
	var named []report.Finding
	for _, f := range findings(r) {
		if f.Verdict != checks.Skip && f.Subject.Name != "" && strings.Contains(words, " "+strings.ToLower(f.Subject.Name)+" ") {
			named = append(named, f)
		}
	}
	rank := map[checks.Verdict]int{checks.Fail: 0, checks.Unknown: 1, checks.Pass: 2}
	slices.SortStableFunc(named, func(a, b report.Finding) int { return rank[a.Verdict] - rank[b.Verdict] })
	return named
}

func line(f report.Finding) string {
	return fmt.Sprintf("%s (%s, %s): %s", f.Verdict, f.Check, f.Subject, f.Says)
}

// about is what a report says on a topic.
func about(topic string, r *report.Report) (lines []string) {
	verdict := func(list []report.Finding, v checks.Verdict) {
		for _, f := range list {
			if f.Verdict == v {
				lines = append(lines, line(f))
			}
		}
	}
	switch topic {
	case "summary":
		lines = append(lines, "Status: "+string(r.Status)+". "+r.Summary)
	case "causes":
		for _, cause := range slices.Concat(r.Roots, r.AlsoSeen) {
			lines = append(lines, fmt.Sprintf("%s: %s", cause.Culprit, cause.Says))
			for _, b := range cause.Because {
				lines = append(lines, "because "+b)
			}
			for _, link := range cause.Chain {
				lines = append(lines, fmt.Sprintf("leads to: %s (%s)", link.Says, link.Culprit))
			}
		}
		if len(lines) == 0 {
			lines = append(lines, "No cause was found. "+r.Summary)
		}
	case "ruledOut":
		for _, cause := range r.RuledOut {
			lines = append(lines, "ruled out: "+cause.Says)
		}
		for _, cause := range r.Open {
			lines = append(lines, "cannot be ruled out: "+cause.Says)
		}
	case "unseen":
		for _, lack := range r.Unseen.Groups {
			lines = append(lines, fmt.Sprintf("not seen (%s): needs %s", lack.Reason, lack.Needs))
		}
	case "evidence":
		for _, e := range r.Evidence {
			if cites(r, e.Digest) {
				lines = append(lines, e.Source)
			}
		}
	case "risks":
		verdict(r.Risks, checks.Fail)
	case "passed":
		lines = append(lines, "Status: "+string(r.Status)+". "+r.Summary)
		verdict(r.Findings, checks.Pass)
	}
	return lines
}

// cites reports whether a failed finding rests on a record.
func cites(r *report.Report, digest string) bool {
	return slices.ContainsFunc(findings(r), func(f report.Finding) bool { return f.Verdict == checks.Fail && slices.Contains(f.Cites, digest) })
}

// remedies are the commands that the last report prints, which Netwhy never runs.
func (c *Conversation) remedies() (lines []string) {
	if len(c.cases) == 0 {
		return nil
	}
	r := c.cases[len(c.cases)-1].report
	for _, cause := range slices.Concat(r.Roots, r.AlsoSeen) {
		for _, m := range cause.Remedies {
			lines = append(lines, m.Says)
			for _, command := range slices.Concat(m.Fix, m.AKS) {
				lines = append(lines, "  "+command)
			}
		}
	}
	if len(lines) > 0 {
		lines = append([]string{"Netwhy changes nothing. What mends it, for you to read and run:"}, lines...)
	}
	return lines
}
