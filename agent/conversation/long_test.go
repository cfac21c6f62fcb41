package conversation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/models"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/tiktoken-go/tokenizer"
)

const (
	turns     = 200
	mostInput = 12_000 // tokens of one request
)

// messages are those of a request, as text.
func messages(t *testing.T, r llmtest.Request) (list []string) {
	t.Helper()
	sent, _ := r.Body["messages"].([]any)
	if sent == nil {
		sent, _ = r.Body["input"].([]any)
	}
	for _, m := range sent {
		list = append(list, fmt.Sprint(m))
	}
	if len(list) == 0 {
		t.Fatalf("a request without messages: %.300s", r.Raw)
	}
	return list
}

// TestALongConversationKeepsWorking asks for 200 turns, with a new investigation
// now and then and with everything that an operator may paste, and counts what is
// sent by a tokenizer.
func TestALongConversationKeepsWorking(t *testing.T) {
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		t.Fatal(err)
	}
	early := "Service payments/api: the selector app=apii matches none of 2 pods."
	model, server := models.Scripted(t, llmtest.Answering(func(r llmtest.Request) llmtest.Say {
		if strings.Contains(r.Raw, "payments/api at first") {
			return telling(early, "C3")
		}
		return telling("What was asked is answered by the summary.", "A2")
	}))
	c := begin(t, playing(t, "coredns-down", "healthy", "coredns-down"), model)
	paste := strings.Repeat("as a colleague noted on the board, blue and green; ", 30)
	for turn := range turns {
		question := fmt.Sprintf("what is wrong, turn %d? %s", turn, paste[:turn*7%len(paste)])
		switch {
		case turn == 0 || turn == turns-1:
			question = "what was wrong with payments/api at first?"
		case turn%20 == 10:
			question = "check again"
		}
		answer := ask(t, c, question)
		switch {
		case turn%20 == 10:
			if answer.Report == nil || answer.New == "" {
				t.Fatalf("turn %d: got %+v", turn, answer)
			}
		case len(answer.Sentences) != 1 || answer.Failed != "":
			t.Fatalf("turn %d: got %+v", turn, answer)
		case turn == turns-1:
			if s := answer.Sentences[0]; !strings.HasPrefix(s.Text, early) || !strings.Contains(s.Text, "As it was in investigation 1") || !strings.Contains(strings.Join(s.Cites, ""), "investigation 1, cause service.selector-mismatch") {
				t.Errorf("an early finding is told as %+v", s)
			}
		}
	}
	requests := server.Requests()
	largest, kept, rewritten := 0, 0, 0
	for i, r := range requests {
		n, err := codec.Count(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if largest = max(largest, n); n > mostInput {
			t.Errorf("request %d has %d tokens", i, n)
		}
		if i == 0 {
			continue
		}
		before, now := messages(t, requests[i-1]), messages(t, r)
		switch {
		case len(now) > len(before) && slices.Equal(now[:len(before)], before):
			kept++
		case now[0] != before[0]:
			t.Errorf("request %d begins otherwise", i)
		default:
			rewritten++
		}
	}
	t.Logf("%d requests, at most %d tokens, %d begin as the one before, %d were written anew", len(requests), largest, kept, rewritten)
	if rewritten > len(requests)/4 {
		t.Errorf("%d of %d requests do not begin as the one before", rewritten, len(requests))
	}
	if last := requests[len(requests)-1].Raw; !strings.Contains(last, "selector app=apii matches none") {
		t.Error("the last request does not hold the early finding that it is about")
	}
}
