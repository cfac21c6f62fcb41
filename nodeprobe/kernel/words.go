package kernel

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
)

// lines gives the lines of a text and their numbers, from 1. Empty ones are
// left out.
func lines(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(text) {
			if n++; strings.TrimSpace(line) != "" && !yield(n, strings.TrimSuffix(line, "\n")) {
				return
			}
		}
	}
}

// words splits a line at blanks into a slice that is used again.
func words(into []string, line string) []string {
	into = into[:0]
	for word := range strings.FieldsSeq(line) {
		into = append(into, word)
	}
	return into
}

// isPrefix says whether a text is what the kernel puts before a colon.
func isPrefix(text string) bool {
	for _, b := range []byte(text) {
		if (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'z') {
			return false
		}
	}
	return text != ""
}

// number reads an unsigned number of a base and a width in bits.
func number(word string, base, bits int) (uint64, error) {
	n, err := strconv.ParseUint(word, base, bits)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number of base %d and %d bits", short(word), base, bits)
	}
	return n, nil
}

// signed reads a decimal number of 64 bits.
func signed(word string) (int64, error) {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || word[0] == '+' {
		return 0, fmt.Errorf("%q is not a signed number of 64 bits", short(word))
	}
	return n, nil
}

// short keeps an error from repeating a file.
func short(word string) string {
	const most = 32
	if len(word) > most {
		return word[:most] + "…"
	}
	return word
}

// nextWord takes the first word from a text, without memory of its own.
func nextWord(text []byte) (word, rest []byte) {
	from := 0
	for from < len(text) && blank(text[from]) {
		from++
	}
	to := from
	for to < len(text) && !blank(text[to]) {
		to++
	}
	return text[from:to], text[to:]
}

func blank(b byte) bool { return b == ' ' || b-'\t' < 5 } // tab, newline, \v, \f, return

// counter reads a decimal number of 64 bits; a negative one becomes its
// complement.
func counter(word []byte) (uint64, error) {
	digits, negative := word, len(word) > 0 && word[0] == '-'
	if negative {
		digits = word[1:]
	}
	n, ok := uint64(0), len(digits) > 0
	for i, b := range digits {
		d := uint64(b - '0')
		if d > 9 || i >= 19 && n > (math.MaxUint64-d)/10 { // 19 digits always fit
			ok = false
			break
		}
		n = 10*n + d
	}
	switch {
	case !ok, negative && n > 1<<63:
		return 0, fmt.Errorf("%q is not a number of 64 bits", short(string(word)))
	case negative:
		return -n, nil
	}
	return n, nil
}
