package mcp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/netwhy/netwhy/checks"
)

// mostAnswerBytes bounds one message of a server.
const mostAnswerBytes = 16 << 20

// send sends a message and passes on all that comes of it. An error is that the
// client still lacks its answer.
func (c *crossing) send(ctx context.Context, line []byte, m message) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Server, bytes.NewReader(line))
	if err != nil {
		return fmt.Errorf("cannot ask the server: %w", err)
	}
	c.head(request.Header, m)
	response, err := c.Client.Do(request)
	if err != nil {
		return fmt.Errorf("cannot ask the server: %w", err)
	}
	defer response.Body.Close()
	sort, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case response.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("the server does not take the token: it has expired, is for another audience, or its issuer does not answer (%s)", response.Status)
	case sort == "text/event-stream" && response.StatusCode == http.StatusOK:
		return c.stream(response.Body, m)
	case sort == "application/json":
		text, err := io.ReadAll(io.LimitReader(response.Body, mostAnswerBytes))
		if err != nil {
			return fmt.Errorf("cannot read the answer: %w", err)
		}
		return c.pass(text, m)
	case response.StatusCode == http.StatusAccepted && !m.asks():
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	return fmt.Errorf("the server answers %s: %s", response.Status, checks.Clean(string(text), 200))
}

// head says in the header what the protocol wants to be said there.
func (c *crossing) head(h http.Header, m message) {
	h.Set("Content-Type", "application/json")
	h.Set("Accept", "application/json, text/event-stream")
	var params struct {
		Meta map[string]any `json:"_meta"`
	}
	c.mu.Lock()
	version := c.version
	c.mu.Unlock()
	if json.Unmarshal(m.Params, &params) == nil {
		if said, ok := params.Meta[mcp.MetaKeyProtocolVersion].(string); ok {
			version = said
		}
	}
	if version != "" {
		h.Set(mcp.HeaderProtocolVersion, version)
	}
	if m.Method == "" {
		return
	}
	h.Set(mcp.HeaderMethod, m.Method)
	if name, has := mcp.ExtractHeaderName(mcp.MCPMethod(m.Method), m.Params); has {
		if encoded, can := mcp.EncodeHeaderValue(name); can {
			h.Set(mcp.HeaderName, encoded)
		}
	}
}

// pass passes on the answer to a message.
func (c *crossing) pass(text []byte, m message) error {
	var answer message
	if err := json.Unmarshal(text, &answer); err != nil {
		return errors.New("cannot read what the server says: it is no message")
	}
	if m.Method == string(mcp.MethodInitialize) && answer.Result.Version != "" {
		c.mu.Lock()
		c.version = answer.Result.Version
		c.mu.Unlock()
	}
	if !m.asks() {
		return nil
	}
	return c.write(text)
}

// stream passes on the messages of a stream of events, the last of which is the
// answer.
func (c *crossing) stream(from io.Reader, m message) error {
	scan := bufio.NewScanner(from)
	scan.Buffer(nil, mostAnswerBytes)
	var data []string
	for scan.Scan() {
		if text, is := strings.CutPrefix(scan.Text(), "data:"); is {
			data = append(data, strings.TrimPrefix(text, " "))
			continue
		}
		if scan.Text() != "" || len(data) == 0 {
			continue
		}
		text := []byte(strings.Join(data, "\n"))
		data = nil
		var said message
		if err := json.Unmarshal(text, &said); err != nil {
			return errors.New("cannot read what the server says: it is no message")
		}
		if said.Method == "" && bytes.Equal(said.ID, m.ID) {
			return c.pass(text, m)
		}
		if err := c.write(text); err != nil {
			return err
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("cannot read the answer to its end: %w", err)
	}
	return errors.New("the server ended the connection before its answer")
}
