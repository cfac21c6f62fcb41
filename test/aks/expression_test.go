package aks

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Functions that expressions of ours use, out of those that the language has:
// one for templates, one for the form, which know different ones.
var (
	ofTemplates = []string{"parameters", "variables", "string", "concat", "not", "equals", "empty"}
	ofForms     = []string{"steps", "basics", "subscription", "resourceGroup", "concat", "map", "parse", "if", "empty", "not", "and", "or", "equals"}
)

var (
	quoted = regexp.MustCompile(`'(?:[^']|'')*'`)
	called = regexp.MustCompile(`([A-Za-z]+)\(`)
)

// expressions are all texts in brackets within a JSON value, and where they are.
func expressions(at string, value any) map[string]string {
	found := map[string]string{}
	switch v := value.(type) {
	case map[string]any:
		for k, sub := range v {
			for where, text := range expressions(at+"."+k, sub) {
				found[where] = text
			}
		}
	case []any:
		for i, sub := range v {
			for where, text := range expressions(at+"["+strconv.Itoa(i)+"]", sub) {
				found[where] = text
			}
		}
	case string:
		if strings.HasPrefix(v, "[") && !strings.HasPrefix(v, "[[") && strings.HasSuffix(v, "]") {
			found[at] = v[1 : len(v)-1]
		}
	}
	return found
}

// wrong says what is wrong with an expression, if anything is.
func wrong(text string, known []string) string {
	bare := quoted.ReplaceAllString(text, "")
	if strings.Contains(bare, "'") {
		return "a quote is not closed"
	}
	depth := 0
	for _, r := range bare {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return "brackets do not match"
		}
	}
	if depth != 0 {
		return "brackets do not match"
	}
	for _, f := range called.FindAllStringSubmatch(bare, -1) {
		if !slices.Contains(known, f[1]) {
			return "unknown function " + f[1]
		}
	}
	return ""
}

// arguments are the quoted names that a function is given in a text.
func arguments(function, text string) (names []string) {
	for _, m := range regexp.MustCompile(function+`\('([^']+)'\)`).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

func TestExpressionsAreToldApart(t *testing.T) {
	for text, want := range map[string]string{
		"parameters('a')":             "",
		"concat('(', 'it''s')":        "",
		"concat('a', parameters('b')": "brackets do not match",
		"concat('a)":                  "a quote is not closed",
		")parameters('a')(":           "brackets do not match",
		"shell('rm')":                 "unknown function shell",
	} {
		if got := wrong(text, ofTemplates); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
