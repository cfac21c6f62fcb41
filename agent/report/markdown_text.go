package report

import (
	"fmt"
	"regexp"
	"strings"
)

// markdownText is text from the cluster as Markdown that shows it and does
// nothing else: no link, image, HTML, heading, table cell, mention or formula.
func markdownText(text string) string {
	words := strings.Fields(plain(text))
	for i, word := range words {
		words[i] = markdownWord(word)
	}
	joined := strings.Join(words, " ")
	switch {
	case joined == "":
		return ""
	case strings.ContainsRune("+-=", rune(joined[0])):
		return `\` + joined
	}
	// "7. " would start a list.
	n := len(joined) - len(strings.TrimLeft(joined, "0123456789"))
	if rest := joined[n:]; n > 0 && rest != "" && strings.ContainsRune(".)", rune(rest[0])) && (len(rest) == 1 || rest[1] == ' ') {
		return joined[:n] + `\` + rest
	}
	return joined
}

// markdownWord escapes one word. What a viewer would make a link, a mention or
// a formula of without being told stands in code spans, where nothing is read.
func markdownWord(word string) string {
	lower := strings.ToLower(word)
	live := strings.ContainsAny(word, "@#$") || strings.Contains(lower, ":/") || strings.Contains(lower, "www.") || strings.Contains(lower, "gh-")
	var b, code strings.Builder
	flush := func() {
		if code.Len() > 0 {
			b.WriteString("`" + code.String() + "`")
			code.Reset()
		}
	}
	for _, r := range word {
		switch {
		case strings.ContainsRune("\\`|<>&", r):
			flush()
			fmt.Fprintf(&b, "&#%d;", r)
		case live:
			code.WriteRune(r)
		case strings.ContainsRune("*_[]~", r):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return b.String()
}

// markdownFence is commands in a fenced block that no command can end.
func markdownFence(commands []string) string {
	lines := strings.Join(texts(commands, command), "\n")
	if strings.TrimSpace(lines) == "" {
		return ""
	}
	fence := "```"
	for _, run := range regexp.MustCompile("`+").FindAllString(lines, -1) {
		if len(run) >= len(fence) {
			fence = run + "`"
		}
	}
	return fence + "sh\n" + lines + "\n" + fence + "\n\n"
}
