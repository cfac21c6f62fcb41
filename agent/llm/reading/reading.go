// Package reading lets a model read a question that the keyword table cannot.
//
// # Contract
//
// [Wanted] says whether a model is asked at all: not where the table finds a
// symptom, and not where the question orders a change. [Ask] gives a reading of
// symptoms of the closed list and of names that stand in the question letter by
// letter; everything else that the model says is dropped, and a reading without
// a symptom is none.
//
// # Why
//
// What the table reads, it reads the same every time, and no model can make an
// investigation go away or turn it elsewhere. What it cannot read, such as a
// question in another language, could not be answered before.
package reading

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/prompts"
)

const mostMentions = 6 // of each end

// Wanted reports whether a model should read a question, given what the table
// made of it. A vague question in English is a general one.
func Wanted(question string, table plan.Reading) (bool, error) {
	if table.Order || table.Declined == "" && !table.Vague {
		return false, nil
	}
	if table.Declined != "" {
		return true, nil
	}
	words, err := prompts.ClaimWords()
	if err != nil {
		return false, err
	}
	english := strings.Fields(strings.Join(words.English, " "))
	for _, w := range wordsOf(question) {
		if slices.Contains(english, w) {
			return false, nil
		}
	}
	return true, nil
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// form is what the model fills in.
type form struct {
	Scope    string           `json:"scope"`
	Symptoms []checks.Symptom `json:"symptoms"`
	From     []plan.Mention   `json:"from"`
	To       []plan.Mention   `json:"to"`
	When     string           `json:"when"`
}

// Question is what a model made of one.
type Question struct {
	plan.Reading
	When string // words of the question that say a time, "" if none do
}

// Ask lets the model read. An error is that of the provider, or says why its
// answer cannot be used.
func Ask(ctx context.Context, provider llm.Provider, screen *fence.Screen, question string) (Question, error) {
	instruction, err := prompts.Render("classify.md", nil)
	if err != nil {
		return Question{}, err
	}
	output, err := schema()
	if err != nil {
		return Question{}, err
	}
	quoted, err := screen.Quote(question)
	if err != nil {
		return Question{}, err
	}
	answer, err := provider.Answer(ctx, llm.Request{
		Messages: []llm.Message{{Role: llm.System, Text: instruction}, {Role: llm.User, Text: quoted}}, Output: output,
	}, nil)
	if err != nil {
		return Question{}, err
	}
	var f form
	if err := json.Unmarshal(answer.Structured, &f); err != nil {
		return Question{}, fmt.Errorf("cannot use the model's reading: %w", err)
	}
	table, err := prompts.Symptoms()
	if err != nil {
		return Question{}, err
	}
	switch f.Scope {
	case "change":
		return Question{Reading: plan.Reading{Declined: table.Declined, Order: true}}, nil
	case "other":
		return Question{Reading: plan.Reading{Declined: table.Declined}}, nil
	}
	q := Question{Reading: plan.Reading{From: said(f.From, question), To: said(f.To, question)}}
	for _, s := range checks.Symptoms() {
		if slices.Contains(f.Symptoms, s) {
			q.Symptoms = append(q.Symptoms, s)
		}
	}
	if when := strings.TrimSpace(f.When); when != "" && strings.Contains(question, when) {
		q.When = checks.Clean(when, 100)
	}
	if len(q.Symptoms) == 0 {
		return Question{}, errors.New("cannot use the model's reading: it names no symptom")
	}
	return q, nil
}

// said keeps the mentions whose every name stands in the question.
func said(list []plan.Mention, question string) (kept []plan.Mention) {
	for _, m := range list {
		m.Name, m.Namespace, m.Port = strings.TrimSpace(m.Name), strings.TrimSpace(m.Namespace), strings.TrimSpace(m.Port)
		if m.Name == "" && m.Kind == "namespace" {
			m.Name, m.Namespace = m.Namespace, ""
		}
		there := true
		for _, name := range []string{m.Name, m.Namespace, m.Port} {
			there = there && (name == "" || stands(name, question))
		}
		if m.Name != "" && there && len(kept) < mostMentions {
			m.Name, m.Namespace = strings.ToLower(m.Name), strings.ToLower(m.Namespace)
			m.Literal, m.Spoken = false, false
			kept = append(kept, m)
		}
	}
	return kept
}

// stands reports whether a name stands in a question, not within another word.
func stands(name, question string) bool {
	name, question = strings.ToLower(name), strings.ToLower(question)
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' }
	for from := 0; ; {
		at := strings.Index(question[from:], name)
		if at < 0 {
			return false
		}
		at += from
		before, behind := []rune(question[:at]), []rune(question[at+len(name):])
		if (len(before) == 0 || !part(before[len(before)-1])) && (len(behind) == 0 || !part(behind[0])) {
			return true
		}
		from = at + 1
	}
}
