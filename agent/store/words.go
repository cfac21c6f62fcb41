package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

const (
	mostWords = 5000 // of one turn
	wordSize  = 64   // bytes of a word, of which the rest is left out
)

// words are the distinct words of texts, in lower case: runs of letters and
// digits, so that both databases take them as they are.
func words(texts ...string) []string {
	seen := map[string]bool{}
	for _, text := range texts {
		for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(word) > wordSize {
				word = strings.ToValidUTF8(word[:wordSize], "")
			}
			if seen[word] = true; len(seen) == mostWords {
				break
			}
		}
	}
	list := make([]string, 0, len(seen))
	for word := range seen {
		list = append(list, word)
	}
	slices.Sort(list)
	return list
}

// silent are the fields of a report in which nobody searches.
var silent = map[string]bool{"schema": true, "program": true, "digest": true, "cites": true, "evidence": true, "recorded": true}

// said are the texts within JSON.
func said(data ...json.RawMessage) (texts []string) {
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for key, e := range v {
				if !silent[key] {
					walk(e)
				}
			}
		}
	}
	for _, d := range data {
		var v any
		if json.Unmarshal(d, &v) == nil {
			walk(v)
		}
	}
	slices.Sort(texts) // which words are beyond the bound does not depend on the order of a map
	return texts
}

// status is that of a report.
func status(data json.RawMessage) string {
	var r struct {
		Status string `json:"status"`
	}
	if len(bytes.TrimSpace(data)) == 0 || json.Unmarshal(data, &r) != nil {
		return ""
	}
	return clean(r.Status)
}

// clean is a text that both databases take: PostgreSQL has no NUL.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "�"), "\x00", "�")
}

func (d *database) short(what string, texts ...string) error {
	for _, t := range texts {
		if len(t) > d.limits.Question {
			return fmt.Errorf("cannot keep %s of %d bytes, the most is %d: %w", what, len(t), d.limits.Question, ErrLimit)
		}
	}
	return nil
}
