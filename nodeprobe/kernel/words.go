package kernel

import (
	"bytes"
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

// counter reads a decimal number of 64 bits; a negative one becomes its
// complement.
func counter(word []byte) (uint64, error) {
	digits, negative := bytes.CutPrefix(word, []byte("-"))
	most := uint64(math.MaxUint64)
	if negative {
		most = 1 << 63
	}
	n, ok := uint64(0), len(digits) > 0
	for _, b := range digits {
		d := uint64(b - '0')
		if ok = ok && d <= 9 && n <= (most-d)/10; !ok {
			break
		}
		n = 10*n + d
	}
	switch {
	case !ok:
		return 0, fmt.Errorf("%q is not a number of 64 bits", short(string(word)))
	case negative:
		return -n, nil
	}
	return n, nil
}
