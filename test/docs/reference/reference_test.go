package reference

import (
	"strings"
	"testing"
)

func TestTextIsPutBetweenItsComments(t *testing.T) {
	page := []byte("a\n<!-- generated: x -->\nold\n<!-- end of x -->\nb\n")
	got, err := put(page, "x", []byte("new\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\n<!-- generated: x -->\n\nnew\n\n<!-- end of x -->\nb\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := put(page, "y", nil); err == nil {
		t.Error("a page without the comments was taken")
	}
}

func TestRightsAreThoseThatSourcesDeclare(t *testing.T) {
	table := string(rights())
	for _, want := range []string{"| core | pods | get, list |", "| core | pods/log | get |", "| authentication.k8s.io | tokenreviews | create |"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q", want)
		}
	}
	if strings.Contains(table, "secrets") {
		t.Error("the table names Secrets, which are never read")
	}
}
