package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// TestStreamsThatGoWrong ask for streams only.
func TestStreamsThatGoWrong(t *testing.T) {
	look := llmtest.Say{Text: "I look.", Calls: calls(callOf("c1", "kubectl_get", `{"name":"a-long-name-of-a-web-server"}`)), Tokens: tokens}
	events := func(text string) llmtest.Play { return llmtest.Stream(func(bool) string { return text }) }
	begin := func(s *Settings) { s.FirstByte = Duration(50 * time.Millisecond) }
	pause := func(s *Settings) { s.Idle = Duration(50 * time.Millisecond) }
	cases := []struct {
		name   string
		play   llmtest.Play
		change func(*Settings)
		want   Kind
		says   string
	}{
		{"cut within the arguments of a call", llmtest.Cut(look, "of-a-we"), nil, CutOff, ""},
		{"cut before anything", llmtest.Cut(look, "data:"), nil, CutOff, ""},
		{"ended within an event, politely", llmtest.Stream(func(chat bool) string {
			until, _, _ := strings.Cut(look.Events(chat), "of-a-we")
			return until
		}), nil, CutOff, "before the answer did"},
		{"ended between two events, politely", llmtest.Stream(func(chat bool) string {
			until, _, _ := strings.Cut(look.Events(chat), "of-a-we")
			return until[:strings.LastIndex(until, "\n\n")+2]
		}), nil, CutOff, "before the answer did"},
		{"nothing", events(""), nil, CutOff, "before the answer did"},
		{"only the end", events("data: [DONE]\n\n"), nil, CutOff, "before the answer did"},
		{"no JSON", events("data: {\"choices\": oops}\n\n"), nil, Malformed, ""},
		{"another type of JSON", events("data: {\"choices\": 7, \"response\": 7}\n\n"), nil, Malformed, ""},
		{"error within", events("data: {\"error\":{\"message\":\"The server is on fire " + secret + "\",\"type\":\"server_error\",\"code\":null}}\n\n"), nil, Unavailable, "on fire"},
		{"error with a name", events("event: error\ndata: {\"error\":{\"message\":\"too many requests\",\"code\":429}}\n\n"), nil, RateLimited, "too many"},
		{"error of Responses", events("event: error\ndata: {\"type\":\"error\",\"sequence_number\":3,\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\",\"param\":null}\n\n"), nil, RateLimited, "slow down"},
		{"conversation too long within", events("data: {\"error\":{\"message\":\"Your input exceeds the context window of this model.\",\"code\":\"context_length_exceeded\"}}\n\n"), nil, TooLong, "context window"},
		{"header that does not come", llmtest.Hang(""), begin, TimedOut, "no answer began in time"},
		{"first byte that does not come", llmtest.Hang(": hello\n\n"), pause, TimedOut, "stopped arriving"},
		{"pause within", llmtest.Hang("data: {\"id\":\"1\",\"type\":\"response.created\",\"choices\":[]}\n\n"), pause, TimedOut, "stopped arriving"},
		{"longer than the whole may take", llmtest.Hang(": hello\n\n"), func(s *Settings) { s.Total = Duration(50 * time.Millisecond) }, TimedOut, "no answer within"},
		{"comments without end", llmtest.Endless(strings.Repeat(": still here\n\n", 1000)), nil, Overlong, "16 MiB"},
		{"text without end", llmtest.Fault(func(w http.ResponseWriter, r *http.Request, request llmtest.Request) {
			event := `{"type":"response.output_text.delta","item_id":"m","delta":"` + strings.Repeat("again ", 2000) + `"}`
			if request.Chat() {
				event = `{"choices":[{"index":0,"delta":{"content":"` + strings.Repeat("again ", 2000) + `"}}]}`
			}
			llmtest.Endless("data: "+event+"\n\n")(w, r, request)
		}), nil, Overlong, "1 MiB of text"},
		{"line of 10 MB", events("data: {\"x\":\"" + strings.Repeat("x", 10_000_000) + "\"}\n\n"), nil, Overlong, "2 MiB"},
		{"event of 10 MB in short lines", events(strings.Repeat("data: 12345678901234567890\n", 400_000) + "\n"), nil, Overlong, "2 MiB"},
	}
	for _, c := range cases {
		for _, dialect := range []Dialect{Responses, Chat} {
			t.Run(c.name+"/"+string(dialect), func(t *testing.T) {
				s := llmtest.Start(t, c.play)
				e := endpoint(t, s, func(s *Settings) {
					s.Dialect = dialect
					if c.change != nil {
						c.change(s)
					}
				})
				answer, failure := kindOfAnswer(t, e, withTools(question))
				if failure.Kind != c.want || !strings.Contains(failure.Error(), c.says) || len(answer.Message.Calls) > 0 || answer.Stop == Called {
					t.Errorf("%+v, kind %q: %v", answer, failure.Kind, failure)
				}
				if n := len(s.Requests()); n != 1 {
					t.Errorf("%d requests: what has begun or taken its time is not asked again", n)
				}
			})
		}
	}
}

func TestStreamsThatAreOddAndRight(t *testing.T) {
	chunk := func(content, finish string) string {
		return fmt.Sprintf(`{"choices":[{"index":0,"delta":{"content":%q},"finish_reason":%s}]}`, content, finish)
	}
	cases := map[string]string{
		"no space behind the colon":  "data:" + chunk("ye", "null") + "\n\ndata:" + chunk("s", `"stop"`) + "\n\n",
		"carriage returns":           "data: " + chunk("ye", "null") + "\r\n\r\ndata: " + chunk("s", `"stop"`) + "\r\n\r\ndata: [DONE]\r\n\r\n",
		"an event in several lines":  "data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"yes\"},\ndata: \"finish_reason\":\"stop\"}]}\n\n",
		"names, ids and comments":    "retry: 3000\nid: 7\nevent: message\ndata: " + chunk("yes", `"stop"`) + "\n: bye\n\n",
		"no empty line at the end":   "data: " + chunk("yes", `"stop"`),
		"more behind the end":        "data: " + chunk("yes", `"stop"`) + "\n\ndata: [DONE]\n\ndata: " + chunk(" and no", `"stop"`) + "\n\n",
		"another choice":             "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\ndata: " + chunk("yes", `"stop"`) + "\n\n",
		"an unknown kind of event":   "data: {\"type\":\"response.dance.step\",\"choices\":null,\"x\":{\"error\":null}}\n\ndata: " + chunk("yes", `"stop"`) + "\n\n",
		"an error that is null":      "data: {\"error\":null,\"choices\":[]}\n\ndata: " + chunk("yes", `"stop"`) + "\n\n",
		"one byte at a time, nearly": strings.Repeat(":\n", 1000) + "data: " + chunk("yes", `"stop"`) + "\n\n",
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			s := llmtest.Start(t, llmtest.Stream(func(bool) string { return text }))
			answer, err := endpoint(t, s, func(s *Settings) { s.Dialect = Chat }).Answer(t.Context(), question, nil)
			if err != nil || answer.Message.Text != "yes" || answer.Usage.Known {
				t.Errorf("%+v: %v", answer, err)
			}
		})
	}
}

// TestWholeAnswersThatGoWrong are of servers that were not asked for a stream.
func TestWholeAnswersThatGoWrong(t *testing.T) {
	both := func(chat, responses string) llmtest.Play {
		return llmtest.ByDialect(llmtest.Refuse(http.StatusOK, chat), llmtest.Refuse(http.StatusOK, responses))
	}
	cases := []struct {
		name string
		play llmtest.Play
		want Kind
		says string
	}{
		{"no JSON", both(`{"choices":`, `{"output":`), Malformed, ""},
		{"another type of JSON", both(`{"choices":"none"}`, `{"output":"none"}`), Malformed, ""},
		{"nothing in it", both(`{}`, `{}`), Malformed, ""},
		{"an item of another shape", both(`{"choices":[7]}`, `{"output":[{"type":7}]}`), Malformed, ""},
		{"text that is none", both(`{"choices":[{"message":{"content":7},"finish_reason":"stop"}]}`, `{"output":[{"type":"message","content":7}]}`), Malformed, ""},
		{"no end", both(`{"choices":[{"message":{"content":"yes"}}]}`, `{"status":"in_progress","output":[]}`), "", ""},
		{"failed", both(`{"error":{"message":"on fire","code":500}}`, `{"status":"failed","error":{"code":"server_error","message":"on fire"},"output":[]}`), "", ""},
		{"larger than anything", both(`{"x":"`+strings.Repeat("x", 17<<20)+`"}`, `{"x":"`+strings.Repeat("x", 17<<20)+`"}`), Overlong, "16 MiB"},
		{"broken off", llmtest.Fault(func(w http.ResponseWriter, _ *http.Request, _ llmtest.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `{"choices":`)
		}), CutOff, "unexpected EOF"},
		{"paused", llmtest.Fault(func(w http.ResponseWriter, r *http.Request, _ llmtest.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}), TimedOut, "stopped arriving"},
	}
	for _, c := range cases {
		for _, dialect := range []Dialect{Responses, Chat} {
			t.Run(c.name+"/"+string(dialect), func(t *testing.T) {
				e := endpoint(t, llmtest.Start(t, c.play), func(s *Settings) {
					if s.Dialect = dialect; c.want == TimedOut {
						s.Idle = Duration(50 * time.Millisecond)
					}
				})
				e.without[Streaming] = "for this test"
				answer, failure := kindOfAnswer(t, e, question)
				if c.want != "" && failure.Kind != c.want || !strings.Contains(failure.Error(), c.says) || answer.Stop != "" {
					t.Errorf("%+v, kind %q: %v", answer, failure.Kind, failure)
				}
			})
		}
	}
}

// TestResponsesThatFail within their stream.
func TestResponsesThatFail(t *testing.T) {
	for want, last := range map[Kind]string{
		Unavailable: `{"status":"failed","error":{"code":"server_error","message":"on fire"}}`,
		RateLimited: `{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow down"}}`,
		TooLong:     `{"status":"failed","error":{"code":"context_length_exceeded","message":"too much"}}`,
		Filtered:    `{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}`,
		Malformed:   `{"status":"queued"}`,
	} {
		s := llmtest.Start(t, llmtest.Stream(func(bool) string {
			return `data: {"type":"response.created","response":{"status":"in_progress"}}` + "\n\n" + `data: {"type":"response.failed","response":` + last + "}\n\n"
		}))
		if answer, failure := kindOfAnswer(t, endpoint(t, s, func(s *Settings) { s.Dialect = Responses }), question); failure.Kind != want || failure.Again() != (want == Unavailable || want == RateLimited) {
			t.Errorf("%s: %+v, %v", last, answer, failure)
		}
	}
}

// TestCallsOfCarelessServers are those of servers that give calls no ID, or
// all of them the same index.
func TestCallsOfCarelessServers(t *testing.T) {
	call := func(id, name, arguments string) string {
		return fmt.Sprintf(`data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":%q,"type":"function","function":{"name":%q,"arguments":%q}}]}}]}`+"\n\n", id, name, arguments)
	}
	same := llmtest.Stream(func(bool) string {
		return call("a", "one", `{"x":1}`) + call("b", "two", `{"x":2}`) + `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	})
	bare := llmtest.Say{Calls: calls(callOf("", "one", `{"x":1}`), callOf("", "two", `{"x":2}`)), Bare: true}
	twice := llmtest.Say{Calls: calls(callOf("c", "one", `{"x":1}`), callOf("c", "two", `{"x":2}`))}
	for name, play := range map[string]llmtest.Play{"one index": same, "no ID": bare, "one ID": twice} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.Start(t, play)
			answer, err := endpoint(t, s, func(s *Settings) { s.Dialect = Chat }).Answer(t.Context(), withTools(question), nil)
			calls := answer.Message.Calls
			if err != nil || len(calls) != 2 || calls[0].ID == calls[1].ID || calls[0].ID == "" || calls[1].ID == "" {
				t.Fatalf("%+v: %v", calls, err)
			}
			for i, want := range []string{`one {"x":1}`, `two {"x":2}`} {
				if got := calls[i].Name + " " + string(calls[i].Arguments); got != want {
					t.Errorf("call %d is %s", i, got)
				}
			}
		})
	}
}

// TestLastEventWithoutOutput is of servers of Responses that do not repeat the
// whole answer at its end.
func TestLastEventWithoutOutput(t *testing.T) {
	s := llmtest.Start(t, llmtest.Say{Text: "I look.", Calls: calls(callOf("c1", "one", `{"x":1}`)), Bare: true})
	answer, err := endpoint(t, s, func(s *Settings) { s.Dialect = Responses }).Answer(t.Context(), withTools(question), nil)
	if err != nil || answer.Message.Text != "I look." || len(answer.Message.Calls) != 1 || string(answer.Message.Calls[0].Arguments) != `{"x":1}` {
		t.Errorf("%+v: %v", answer, err)
	}
}

func TestCancelledWhileItAnswers(t *testing.T) {
	inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan struct{})
		e, _ := open(t, llmtest.Fault(func(w http.ResponseWriter, r *http.Request, request llmtest.Request) {
			cancel()
			llmtest.Hang("")(w, r, request)
			close(gone)
		}))
		_, err := e.Answer(ctx, question, nil)
		if !is(err, Cancelled) || !errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v", err)
		}
		<-gone // the endpoint is told to stop
	})
}
