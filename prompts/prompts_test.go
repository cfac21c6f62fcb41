package prompts

import (
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks"
)

func TestTableNamesEverySymptom(t *testing.T) {
	table, err := Symptoms()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range checks.Symptoms() {
		if !slices.ContainsFunc(table.Symptoms, func(e Entry) bool { return slices.Contains(e.Symptoms, s) }) {
			t.Errorf("no phrase of symptoms.yaml means %s", s)
		}
	}
	for i, e := range table.Symptoms {
		if len(e.Symptoms) == 0 || len(e.Phrases) == 0 {
			t.Errorf("entry %d of symptoms.yaml is empty", i)
		}
	}
	if table.Declined == "" || len(table.Topics) == 0 || len(table.OffTopic) == 0 || len(table.Never) == 0 {
		t.Error("symptoms.yaml lacks a list")
	}
}

func TestVocabulary(t *testing.T) {
	words, err := Vocabulary()
	if err != nil {
		t.Fatal(err)
	}
	if len(words.Same) == 0 || len(words.Kinds) == 0 || len(words.Stop) == 0 {
		t.Error("words.yaml lacks a list")
	}
}

func TestDigest(t *testing.T) {
	if d := Digest(); len(d) != 32 || d != Digest() {
		t.Errorf("Digest() = %q, want the same 32 digits each time", d)
	}
}
