// Package prompts holds the words that Netwhy works with, as data: the keyword
// table of the classifier, and the prompts of the model.
//
// # Contract
//
// Every file is embedded, read strictly (an unknown field is an error), and
// enters [Digest], so that a report can name the words that it was made with.
// The package holds no logic about questions; that is agent/plan's.
//
// # Why
//
// An operator who finds that a question is misread can mend a word list and
// read the change in review, without following Go code.
package prompts

import (
	"embed"
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"sigs.k8s.io/yaml"
)

//go:embed *.yaml *.md
var files embed.FS

// Table tells what the words of a question mean. The head of symptoms.yaml
// explains the syntax of its phrases.
type Table struct {
	Symptoms []Entry  `json:"symptoms"`
	Topics   []string `json:"topics"`   // make a question on-topic without a symptom
	OffTopic []string `json:"offTopic"` // decline a question that has no symptom beside them
	Never    []string `json:"never"`    // decline a question whatever else it says
	Declined string   `json:"declined"` // the sentence that declines
}

// Entry is a set of phrases and the symptoms that they mean.
type Entry struct {
	Symptoms []checks.Symptom `json:"symptoms"`
	Unless   []checks.Symptom `json:"unless,omitempty"` // the entry counts only where none of these was found
	Phrases  []string         `json:"phrases"`
}

// Words are the words that connect and surround the names in a question. Each
// list is explained where it stands in words.yaml.
type Words struct {
	Same       map[string][]string `json:"same"`  // a word to the phrases that it replaces
	Kinds      map[string][]string `json:"kinds"` // a kind to the words for it
	Short      map[string][]string `json:"short"` // a kind to its short forms before a slash
	Leads      []string            `json:"leads"`
	Predicates []string            `json:"predicates"`
	Asks       []string            `json:"asks"`
	Adverbs    []string            `json:"adverbs"`
	Articles   []string            `json:"articles"`
	Jargon     []string            `json:"jargon"` // lines of words
	Places     []string            `json:"places"`
	Stop       []string            `json:"stop"` // lines of words
	Common     []string            `json:"common"`
	Prefixes   []string            `json:"prefixes"`
	Tails      []string            `json:"tails"`
}

// Symptoms reads the keyword table.
func Symptoms() (Table, error) { return read[Table]("symptoms.yaml") }

// Vocabulary reads the words around names.
func Vocabulary() (Words, error) { return read[Words]("words.yaml") }

func read[T any](name string) (table T, err error) {
	content, err := files.ReadFile(name)
	if err != nil {
		return table, fmt.Errorf("cannot read %s: %w", name, err)
	}
	if err := yaml.UnmarshalStrict(content, &table); err != nil {
		return table, fmt.Errorf("cannot read %s: %w", name, err)
	}
	return table, nil
}

// Digest names the embedded files' content. It is empty only if a file that
// was embedded cannot be read, which the compiler rules out.
func Digest() string {
	entries, err := files.ReadDir(".") // sorted by name
	if err != nil {
		return ""
	}
	var parts [][]byte
	for _, entry := range entries {
		content, err := files.ReadFile(entry.Name())
		if err != nil {
			return ""
		}
		parts = append(parts, []byte(entry.Name()), content)
	}
	return evidence.Digest(parts...)
}
