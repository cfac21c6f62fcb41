package llm

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/netwhy/netwhy/agent/redaction"
)

// identity is who asks. It is consulted for every request.
type identity interface {
	// header is what proves it: a header's name, or "" for none, and value.
	header(ctx context.Context) (name, value string, err error)
	// renew prepares another proof after one was not accepted, if it can.
	renew() bool
	// hide removes the proof from an endpoint's words.
	hide(text string) string
}

// nobody needs no key, as a model on one's own machine.
type nobody struct{}

func (nobody) header(context.Context) (string, string, error) { return "", "", nil }
func (nobody) renew() bool                                    { return false }
func (nobody) hide(text string) string                        { return text }

// holder has a key: given, or in a file that is read again when the key is no
// longer accepted, since mounted secrets rotate.
type holder struct {
	file         string
	name, prefix string

	mu  sync.Mutex
	key string
}

func (h *holder) header(context.Context) (string, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.key == "" {
		if err := h.load(); err != nil {
			return "", "", err
		}
	}
	return h.name, h.prefix + h.key, nil
}

const mostKey = 16 << 10

func (h *holder) load() error {
	if h.file == "" {
		return errors.New("the key is empty")
	}
	content, err := os.ReadFile(h.file)
	if err != nil {
		return fmt.Errorf("cannot read key-file: %w", err)
	}
	read := strings.TrimSpace(string(content))
	if read == "" || len(read) > mostKey || strings.ContainsAny(read, "\r\n") {
		return fmt.Errorf("cannot use key-file %s: it must hold one line, the key", h.file)
	}
	h.key = read
	return nil
}

func (h *holder) renew() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.key
	return h.file != "" && h.load() == nil && h.key != old
}

func (h *holder) hide(text string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strip(text, h.key)
}

// strip takes a secret out of a text.
func strip(text, secret string) string {
	if len(secret) < 6 { // it would take ordinary words apart
		return text
	}
	return strings.ReplaceAll(text, secret, redaction.Mark)
}
