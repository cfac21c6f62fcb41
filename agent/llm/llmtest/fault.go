package llmtest

import (
	"fmt"
	"net/http"
	"strings"
)

// Fault is what a server does that is not an answer.
type Fault func(w http.ResponseWriter, r *http.Request, request Request)

func (f Fault) play(w http.ResponseWriter, r *http.Request, request Request) { f(w, r, request) }

// Refuse answers with a status, a body, and headers given in pairs.
func Refuse(status int, body string, headers ...string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// Lacks refuses requests whose body holds the text, in the words given, and
// plays what otherwise.
func Lacks(text, body string, otherwise Play) Fault {
	return func(w http.ResponseWriter, r *http.Request, request Request) {
		if strings.Contains(request.Raw, text) {
			Refuse(http.StatusBadRequest, body).play(w, r, request)
			return
		}
		otherwise.play(w, r, request)
	}
}

// Stream sends events as they stand, and leaves the connection as a server
// does that is done.
func Stream(events func(chat bool) string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, request Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, events(request.Chat()))
	}
}

// Cut sends an answer's stream up to the first event that holds the mark, and
// breaks the connection.
func Cut(s Say, mark string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, request Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		whole := s.Events(request.Chat())
		at := strings.Index(whole, mark)
		if at < 0 {
			panic("the stream holds no " + mark)
		}
		fmt.Fprint(w, whole[:at])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Hang sends the beginning of a stream, and then nothing until the client
// goes. Without a beginning it sends not even a header.
func Hang(beginning string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ Request) {
		if beginning != "" {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, beginning)
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}
}

// Endless sends the same over and over until the client goes.
func Endless(piece string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for r.Context().Err() == nil {
			if _, err := fmt.Fprint(w, piece); err != nil {
				return
			}
		}
	}
}

// ByDialect plays what the dialect of the request asks for.
func ByDialect(chat, responses Play) Fault {
	return func(w http.ResponseWriter, r *http.Request, request Request) {
		if request.Chat() {
			chat.play(w, r, request)
			return
		}
		responses.play(w, r, request)
	}
}

// Answering gives the answer that a function makes of the request.
func Answering(say func(Request) Say) Fault {
	return func(w http.ResponseWriter, r *http.Request, request Request) { say(request).play(w, r, request) }
}
