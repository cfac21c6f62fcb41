package fence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Quote writes data for a model as JSON, in which no text can end the quotation:
// quotes, line ends and angle brackets are escaped. Every text goes through the
// screen.
func (s *Screen) Quote(data any) (string, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("cannot quote for the model: %w", err)
	}
	return s.quoteRaw(raw)
}

func (s *Screen) quoteRaw(raw []byte) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "", fmt.Errorf("cannot quote for the model: %w", err)
	}
	out, err := json.Marshal(s.walk(value)) // escapes <, > and &
	if err != nil {
		return "", fmt.Errorf("cannot quote for the model: %w", err)
	}
	return string(out), nil
}

func (s *Screen) walk(value any) any {
	switch v := value.(type) {
	case string:
		return s.Out(v)
	case []any:
		for i := range v {
			v[i] = s.walk(v[i])
		}
	case map[string]any:
		safe := make(map[string]any, len(v))
		for key, each := range v {
			safe[s.Out(key)] = s.walk(each)
		}
		return safe
	}
	return value
}

// noise are fields of objects that tell a network engineer nothing, or that
// only repeat others.
var noise = []string{"managedFields", "uid", "resourceVersion", "generation", "selfLink", "ownerReferences", "finalizers", "creationTimestamp", "kind", "apiVersion", "tolerations", "volumes", "volumeMounts"}

const (
	mostItems   = 30
	mostOutline = 3000 // bytes of one reading's items
	mostItem    = 1200 // bytes of one item
)

// Outlined is a reading as a model sees it.
type Outlined struct {
	Items []string // quoted, whole items
	Count int      // of all items
	Next  int      // where to go on reading, 0 if nothing was left out
	Large int      // items that are too large to be shown at all
}

// Outline makes a reading short from its item number from on: noise is left
// out, and then whole items, which are counted.
func (s *Screen) Outline(payload json.RawMessage, from int) (Outlined, error) {
	var all []json.RawMessage
	if err := json.Unmarshal(payload, &all); err != nil {
		return Outlined{}, fmt.Errorf("cannot outline a reading: %w", err)
	}
	o := Outlined{Count: len(all)}
	size := 0
	for i := max(from, 0); i < len(all); i++ {
		var value any
		if err := json.Unmarshal(all[i], &value); err != nil {
			return Outlined{}, fmt.Errorf("cannot outline a reading: %w", err)
		}
		quiet(value)
		text, err := s.Quote(value)
		if err != nil {
			return Outlined{}, err
		}
		if len(text) > mostItem {
			o.Large++
			continue
		}
		if size += len(text); len(o.Items) == mostItems || size > mostOutline {
			o.Next = i
			break
		}
		o.Items = append(o.Items, text)
	}
	return o, nil
}

// quiet removes noise.
func quiet(value any) {
	switch v := value.(type) {
	case []any:
		for _, each := range v {
			quiet(each)
		}
	case map[string]any:
		for _, n := range noise {
			delete(v, n)
		}
		for key, each := range v {
			if text, is := each.(string); each == nil || is && strings.TrimSpace(text) == "" {
				delete(v, key)
				continue
			}
			quiet(each)
		}
	}
}
