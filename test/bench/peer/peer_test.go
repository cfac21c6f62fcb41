package peer

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestProofsAreLookedForAnywhereAndWordsInOneRow(t *testing.T) {
	r := Result{Output: []byte("NAME  READY\nweb-0  1/1\npay-0  0/1\n")}
	for _, c := range []struct {
		words         string
		anywhere, row bool
	}{
		{"pay-0 0/1", true, true},
		{"web-0 0/1", true, false},
		{"cart-0", false, false},
		{"", false, false},
	} {
		words := strings.Fields(c.words)
		if got := r.Shows(words...); got != c.anywhere {
			t.Errorf("%q anywhere: %v", c.words, got)
		}
		if got := r.ShowsRow(words...); got != c.row {
			t.Errorf("%q in a row: %v", c.words, got)
		}
	}
	if r.Shows("pay-0", "") {
		t.Error("an empty proof shows something")
	}
}

func TestAResultAddsUpItsReads(t *testing.T) {
	var r Result
	r.Add("first", time.Second, []byte("one"), nil)
	r.Add("second", 2*time.Second, nil, errors.New(strings.Repeat("long ", 100)))
	r.Add("third", time.Second, []byte("three"), errors.New("cut off"))
	if r.Time != 4*time.Second || string(r.Output) != "one\n\nthree\n" || len(r.Calls) != 3 || r.Calls[2].Bytes != 5 {
		t.Errorf("got %+v", r)
	}
	if !strings.HasPrefix(r.Err, "second: long") || !strings.HasSuffix(r.Err, "; third: cut off") || len(r.Err) > 400 {
		t.Errorf("got %q", r.Err)
	}
}
