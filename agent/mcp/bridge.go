package mcp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// Bridge lets an IDE that speaks over standard input and output use a server
// over HTTP. It passes messages on as they are, whatever they ask, and answers
// itself only where the server does not.
type Bridge struct {
	Server string       // its address
	Client *http.Client // which adds the token to what it sends
}

// Serve passes on until the context ends or the input does; what is under way
// then is cancelled.
func (b Bridge) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines, ended := make(chan []byte), make(chan error, 1)
	go func() {
		scan := bufio.NewScanner(in)
		scan.Buffer(nil, MostBodyBytes)
		for scan.Scan() {
			select {
			case lines <- bytes.Clone(scan.Bytes()):
			case <-ctx.Done():
				return
			}
		}
		ended <- scan.Err()
	}()
	c := &crossing{Bridge: b, out: out, underWay: map[string]context.CancelFunc{}}
	defer c.all.Wait()
	defer cancel()
	for {
		select {
		case line := <-lines:
			c.take(ctx, line)
		case err := <-ended:
			if errors.Is(err, bufio.ErrTooLong) {
				return fmt.Errorf("cannot pass on a message: it is larger than %d bytes", MostBodyBytes)
			}
			return err
		case <-ctx.Done():
			return nil
		}
	}
}

// mostUnderWay bounds the requests that wait for their answer.
const mostUnderWay = 64

// crossing is what is under way over a bridge.
type crossing struct {
	Bridge
	all sync.WaitGroup

	mu       sync.Mutex // of what follows
	out      io.Writer
	version  string // of the protocol, as client and server agreed
	underWay map[string]context.CancelFunc
}

// message is what a bridge reads of one.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result struct {
		Version string `json:"protocolVersion"`
	} `json:"result"`
}

func (m message) asks() bool { return m.Method != "" && len(m.ID) > 0 && string(m.ID) != "null" }

// take passes on a message of the client.
func (c *crossing) take(ctx context.Context, line []byte) {
	var m message
	if len(bytes.TrimSpace(line)) == 0 {
		return
	}
	if err := json.Unmarshal(line, &m); err != nil {
		c.fail(message{ID: json.RawMessage("null")}, mcp.PARSE_ERROR, "cannot read the message: want one JSON object a line")
		return
	}
	if m.Method == "notifications/cancelled" {
		// Over HTTP, that nobody waits any more is said by closing the stream.
		c.cancel(m)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	key := string(m.ID)
	if m.asks() {
		c.mu.Lock()
		_, twice := c.underWay[key]
		full := len(c.underWay) >= mostUnderWay
		if !twice && !full {
			c.underWay[key] = cancel
		}
		c.mu.Unlock()
		if twice || full {
			cancel()
			c.fail(m, mcp.INVALID_REQUEST, "cannot ask: another request of this ID, or too many, are under way")
			return
		}
	}
	c.all.Go(func() {
		defer cancel()
		answer := c.send(ctx, line, m)
		c.mu.Lock()
		if m.asks() {
			delete(c.underWay, key)
		}
		c.mu.Unlock()
		if answer != nil && m.asks() && ctx.Err() == nil {
			c.fail(m, mcp.INTERNAL_ERROR, answer.Error())
		}
	})
}

func (c *crossing) cancel(m message) {
	var which struct {
		ID json.RawMessage `json:"requestId"`
	}
	if json.Unmarshal(m.Params, &which) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if cancel := c.underWay[string(which.ID)]; cancel != nil {
		cancel()
	}
}

// write passes on a message of the server, which is one line to the client.
func (c *crossing) write(text []byte) error {
	var line bytes.Buffer
	if err := json.Compact(&line, text); err != nil {
		return fmt.Errorf("cannot read what the server says: %w", err)
	}
	line.WriteByte('\n')
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.out.Write(line.Bytes())
	return err
}

// fail answers in place of the server.
func (c *crossing) fail(m message, code int, says string) {
	text, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": m.ID, "error": map[string]any{"code": code, "message": says}})
	if err == nil {
		_ = c.write(text) // a client that takes no answers has gone
	}
}
