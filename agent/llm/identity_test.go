package llm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

func TestKeys(t *testing.T) {
	inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
		e, s := open(t, llmtest.Say{Text: "yes"})
		for _, c := range []struct {
			name, header, value string
			who                 Settings
		}{
			{"OpenAI's", "Authorization", "Bearer " + secret, Settings{Service: OpenAI, Key: secret}},
			{"Azure's", "Api-Key", secret, Settings{Service: Azure, Key: secret}},
			{"nobody's", "", "", Settings{Service: Compatible}},
		} {
			settings := c.who
			settings.Endpoint, settings.Model, settings.Dialect = s.URL+"/openai/v1", "m", e.settings.Dialect
			asked, err := New(settings)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := asked.Answer(t.Context(), question, nil); err != nil {
				t.Fatal(err)
			}
			requests := s.Requests()
			last := requests[len(requests)-1]
			for _, header := range []string{"Authorization", "Api-Key"} {
				want := ""
				if header == c.header {
					want = c.value
				}
				if got := last.Header.Get(header); got != want {
					t.Errorf("%s key: %s is %q", c.name, header, got)
				}
			}
		}
	})
}

// TestKeyFileThatIsRotated is read again when the key is no longer accepted.
func TestKeyFileThatIsRotated(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first-key\n")
	s := llmtest.Start(t, llmtest.Lacks("never", "", llmtest.Say{Text: "yes"}), llmtest.Refuse(401, `{}`), llmtest.Say{Text: "yes"}, llmtest.Refuse(401, said("", "", "The key second-key is wrong")))
	e := endpoint(t, s, func(s *Settings) { s.Key, s.KeyFile = "", file })
	if _, err := e.Answer(t.Context(), question, nil); err != nil {
		t.Fatal(err)
	}
	write("second-key\n")
	if answer, err := e.Answer(t.Context(), question, nil); err != nil || answer.Attempts != 2 {
		t.Errorf("%d attempts: %v", answer.Attempts, err)
	}
	if answer, failure := kindOfAnswer(t, e, question); failure.Kind != Unauthorised || answer.Attempts != 1 || strings.Contains(failure.Error(), "second-key") {
		t.Errorf("%d attempts with the same key: %v", answer.Attempts, failure)
	}
	var keys []string
	for _, r := range s.Requests() {
		keys = append(keys, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	}
	if got := strings.Join(keys, " "); got != "first-key first-key second-key second-key" {
		t.Errorf("the keys were %s", got)
	}
}

func TestKeyFilesThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"empty": "\n", "two-lines": "a-key-of-some-length\nanother", "huge": strings.Repeat("k", mostKey+1)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := llmtest.Start(t, llmtest.Say{Text: "yes"})
	for _, name := range []string{"missing", "empty", "two-lines", "huge"} {
		e := endpoint(t, s, func(s *Settings) { s.Key, s.KeyFile = "", filepath.Join(dir, name) })
		_, failure := kindOfAnswer(t, e, question)
		if failure.Kind != Unauthorised || !strings.Contains(failure.Error(), "key-file") || strings.Contains(failure.Error(), "a-key-of") {
			t.Errorf("%s: %v", name, failure)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent without a key", n)
	}
}

// TestEndpointThatRepeatsTheKey is of keys without a shape, such as Azure's.
func TestEndpointThatRepeatsTheKey(t *testing.T) {
	const azures = "0123456789abcdef0123456789abcdef"
	words := strings.Repeat("x", 285) + " " + azures
	inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
		e, s := open(t, llmtest.Refuse(401, said(azures, azures, words)), llmtest.Refuse(400, words),
			llmtest.Stream(func(bool) string { return "data: " + said("", "", words) + "\n\n" }))
		for range 3 {
			asked := endpoint(t, s, func(s *Settings) { s.Key, s.Dialect = azures, e.settings.Dialect })
			if _, failure := kindOfAnswer(t, asked, question); strings.Contains(failure.Error()+failure.Code+failure.Param, azures[:6]) {
				t.Error(failure)
			}
		}
	})
}
