package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// wrap breaks text at spaces into lines of at most width columns. A word that
// is wider is cut between characters as a reader sees them.
func wrap(text string, width int) []string { return wrapAfter(text, width, width) }

// wrapAfter is wrap with a first line of its own width; it stays empty where
// not even a word fits.
func wrapAfter(text string, first, width int) (lines []string) {
	line, room := "", first
	for _, word := range strings.Fields(text) {
		joined := word
		if line != "" {
			joined = line + " " + word
		}
		if displaywidth.String(joined) <= room {
			line = joined
			continue
		}
		if line != "" || room < width {
			lines = append(lines, line)
		}
		pieces := cut(word, width)
		last := len(pieces) - 1
		lines = append(lines, pieces[:last]...)
		line, room = pieces[last], width
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut is a word in pieces of at most width columns; at least one.
func cut(word string, width int) (pieces []string) {
	if displaywidth.String(word) <= width {
		return []string{word}
	}
	piece, columns := "", 0
	characters := displaywidth.StringGraphemes(word)
	for characters.Next() {
		c := characters.Value()
		if columns += characters.Width(); columns > width && piece != "" {
			pieces = append(pieces, piece)
			piece, columns = "", characters.Width()
		}
		piece += c
	}
	return append(pieces, piece)
}
