package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes the report as its published schema says, indented. Equal reports
// give equal bytes. Characters that would control a terminal are escaped.
func JSON(w io.Writer, r *Report) error {
	frame := *r
	frame.Findings, frame.Evidence = []Finding{}, []Evidence{}
	data, err := json.MarshalIndent(&frame, "", "  ")
	if err != nil {
		return fmt.Errorf("cannot write the report as JSON: %w", err)
	}
	// The findings of a large cluster are hundreds of megabytes, which nobody needs
	// to have in memory at once.
	out := bufio.NewWriter(w)
	before, rest, _ := strings.Cut(string(data), emptyFindings) // nothing but the list itself is written so
	between, after, _ := strings.Cut(rest, emptyEvidence)
	_, err = out.WriteString(escapeInvisible(before))
	err = errors.Join(err, elements(out, emptyFindings, r.Findings))
	_, failed := out.WriteString(escapeInvisible(between))
	err = errors.Join(err, failed, elements(out, emptyEvidence, r.Evidence))
	_, failed = out.WriteString(escapeInvisible(after) + "\n")
	if err = errors.Join(err, failed, out.Flush()); err != nil {
		return fmt.Errorf("cannot write the report as JSON: %w", err)
	}
	return nil
}

const (
	emptyFindings = "\n  \"findings\": [],"
	emptyEvidence = "\n  \"evidence\": [],"
)

// elements writes a list in the place of an empty one, item by item.
func elements[T any](w io.StringWriter, empty string, list []T) error {
	if len(list) == 0 {
		_, err := w.WriteString(empty)
		return err
	}
	lead := strings.TrimSuffix(empty, "],")
	for i := range list {
		data, err := json.MarshalIndent(&list[i], "    ", "  ")
		if err == nil {
			_, err = w.WriteString(lead + "\n    " + escapeInvisible(string(data)))
		}
		if err != nil {
			return err
		}
		lead = ","
	}
	_, err := w.WriteString("\n  ],")
	return err
}

// escapeInvisible writes control and format characters as JSON escapes, which
// mean the same. Outside strings there are none but line breaks.
func escapeInvisible(text string) string {
	var b strings.Builder
	for rest := text; ; {
		n := 0
		for n < len(rest) && (' ' <= rest[n] && rest[n] <= '~' || rest[n] == '\n') { // nearly all of it
			n++
		}
		if n == len(text) {
			return text
		}
		b.WriteString(rest[:n])
		if rest = rest[n:]; rest == "" {
			return b.String()
		}
		r, size := utf8.DecodeRuneInString(rest)
		switch rest = rest[size:]; {
		case visible(r) == r:
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
}
