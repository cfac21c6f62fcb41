package narrative

import (
	"strings"
	"testing"
	"unicode"
)

// FuzzHold finds sentences that stand although they must not, whatever they cite.
func FuzzHold(f *testing.F) {
	for _, seed := range []string{
		"The selector matches 0 of 3 pods.", "See https://evil.example.", "Run kubectl delete ns shop.", "Der Service ist gesund.", "\x1b[2J", "a\u202eb", "'s", "\"", "'", "…", "=", "a=b", "É", "Ⅷ", "1.", ".1", "-", "--x=y",
	} {
		f.Add(seed, "C3", false)
		f.Add(seed, "R8", true)
	}
	j, err := NewJudge(sheet(), []string{"shop", "payments", "ledger"})
	if err != nil {
		f.Fatal(err)
	}
	numbers := "0 3 2"
	f.Fuzz(func(t *testing.T, text, cite string, hypothesis bool) {
		held, why := j.Hold(Sentence{Text: text, Cites: []string{cite}, Hypothesis: hypothesis})
		if why != "" {
			return
		}
		if strings.ContainsAny(held.Text, "<>[]{}|\\\x1b\n\r\u202e`") || strings.Contains(held.Text, "://") || len([]rune(held.Text)) > mostLetters {
			t.Errorf("%q stands", held.Text)
		}
		for _, w := range strings.FieldsFunc(held.Text, func(r rune) bool { return !unicode.IsNumber(r) }) {
			if cite == "F4" && !strings.Contains(numbers, w) {
				t.Errorf("%q stands with the number %s", held.Text, w)
			}
		}
		if strings.Contains(strings.ToLower(held.Text), "ledger") {
			t.Errorf("%q stands, which names what nobody cites", held.Text)
		}
	})
}
