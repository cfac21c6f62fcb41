package narrative

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/fence"
)

const (
	mostLetters = 500 // of a sentence
	mostCites   = 8
)

// Sentence is one that a model wrote, with the facts that it cites.
type Sentence struct {
	Text       string   `json:"text"`
	Cites      []string `json:"cites"`
	Hypothesis bool     `json:"hypothesis"`
}

// Judge holds sentences against what they cite.
type Judge struct {
	sheet *fact.Sheet
	lore  *lore
	names map[string]bool // that things of the cluster bear
}

// NewJudge makes one for a sheet. Names are those that things of the cluster are
// known to bear, whatever they look like.
func NewJudge(sheet *fact.Sheet, names []string) (*Judge, error) {
	l, err := vocabulary()
	if err != nil {
		return nil, err
	}
	j := &Judge{sheet: sheet, lore: l, names: map[string]bool{}}
	for _, n := range names {
		j.names[strings.ToLower(n)] = true
	}
	return j, nil
}

// Hold returns the sentence as it may be shown, or why it may not be.
func (j *Judge) Hold(s Sentence) (Sentence, string) {
	text, plain := fence.Prose(s.Text, mostLetters)
	if !plain {
		return s, "it is not one line of plain prose"
	}
	s.Text = text
	if len(s.Cites) == 0 || len(s.Cites) > mostCites {
		return s, "it cites no fact, or too many"
	}
	var facts []fact.Fact
	for _, id := range s.Cites {
		f, there := j.sheet.Find(id)
		if !there {
			return s, "it cites a fact that is not there"
		}
		facts = append(facts, f)
	}
	proof := &corpus{}
	for _, f := range facts {
		if f.Sort != fact.Asked && f.Sort != fact.Reading {
			proof.add(f.Says...)
		}
	}
	s.Hypothesis = s.Hypothesis || j.hedged(split(text), proof)
	return s, j.compare(text, facts, proof, s.Hypothesis)
}

func (j *Judge) compare(text string, facts []fact.Fact, proof *corpus, hypothesis bool) string {
	cited := &corpus{}
	judged := slices.ContainsFunc(facts, func(f fact.Fact) bool { return f.Sort != fact.Asked && f.Sort != fact.Reading })
	if hypothesis && !judged {
		return "a hypothesis must rest on what was checked"
	}
	for _, f := range facts {
		// Beside a verdict a reading counts for nothing: whoever wrote the one shall
		// not borrow the other.
		if f.Sort != fact.Reading || !judged {
			cited.add(f.Says...)
			cited.add(f.Commands...)
		}
		for _, c := range f.Commands {
			if c != "" {
				text = strings.ReplaceAll(text, c, " ")
			}
		}
	}
	if j.lore.command.MatchString(text) {
		return "it holds a command that no cited remedy holds"
	}
	words := split(text)
	if why := j.within(words, proof); why != "" {
		return why
	}
	english := j.lore.english(words)
	for i, w := range words {
		switch {
		case w.quoted && !cited.has(w.text):
			return fmt.Sprintf("%q is not in what it cites", w.text)
		case j.technical(w) && !cited.has(w.text) && !cited.pair(w.text):
			return fmt.Sprintf("%q is not in what it cites", w.text)
		case j.lore.number(w.low) != "" && !cited.has(w.low) && !cited.has(j.lore.number(w.low)):
			return fmt.Sprintf("the number %q is not in what it cites", w.text)
		case j.lore.term(w.low) && !cited.hasWord(w.low):
			return fmt.Sprintf("%q is not in what it cites", w.text)
		case j.lore.selves[w.low]:
			return "it speaks of whoever wrote it"
		case !j.borne(words, i, proof, hypothesis):
			return fmt.Sprintf("it tells to %s what no cited remedy does", w.text)
		case english && j.beside(words, i) && !cited.has(w.text):
			return fmt.Sprintf("%q is not in what it cites", w.text)
		}
	}
	return j.verdicts(words, facts, proof, hypothesis)
}

// technical reports whether a word looks like a name, number or address, or is
// the name of something in the cluster.
func (j *Judge) technical(w word) bool {
	if w.mixed || strings.ContainsFunc(w.text, anyDigit) {
		return true
	}
	if j.names[w.low] && (!j.lore.plain[w.low] || w.quoted) {
		return true
	}
	if !w.compound() && !w.camel() {
		return false
	}
	if w.camel() && !w.compound() {
		return !j.lore.generic(w.low)
	}
	parts := strings.FieldsFunc(w.low, func(r rune) bool { return strings.ContainsRune("-/'", r) })
	if strings.ContainsAny(w.text, ".:_@=%$&+") || len(parts) < 2 {
		return true
	}
	if len(parts) > 2 && (len(parts) > 3 || !slices.Contains([]string{"to", "of", "by", "in"}, parts[1])) {
		return true // unlike "end-to-end"
	}
	return j.lore.tails[parts[len(parts)-1]] || slices.ContainsFunc(parts, func(p string) bool { return !j.lore.plain[p] })
}

// beside reports whether a word stands where a name does, and is no word that
// describes: before or behind a word for a kind, behind "in" or "called", or at
// the beginning of a clause, before what it does.
func (j *Judge) beside(words []word, i int) bool {
	w := words[i]
	if j.lore.plain[w.low] || j.lore.kinds[w.low] || j.lore.describes(w.low) || len(w.low) < 2 {
		return false
	}
	begins := i == 0 || words[i-1].ends
	if !begins && (j.lore.kinds[words[i-1].low] || j.lore.leads[words[i-1].low]) {
		return true
	}
	if i+1 == len(words) || w.ends {
		return false
	}
	return j.lore.kinds[words[i+1].low] || begins && j.lore.acts[words[i+1].low]
}
